import type { Command as Commander } from "commander";
import { type ReadDefinitions, readDefinitions, sloFolder } from "../../adapters/slo/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { SloDefinition } from "../../core/slo/index.ts";
import { readTime } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** Options of every command that reads SLO data. */
export function declareData(leaf: Commander): void {
  leaf
    .option("--service <name>", "only this service's")
    .option("--prometheus <url>", "the server of metrics that name no DataSource")
    .option("--now <time>", "judge as of then; not with what writes");
}

export interface DataRequest {
  readonly service: string | null;
  readonly prometheus: string | null;
  readonly now: number;
}

/** @param writes The command was told to write: a time other than now is refused. @throws InputError naming the option */
export function dataRequest(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
  writes: boolean,
): DataRequest {
  const { service, prometheus, now } = options as Record<string, string | undefined>;
  if (prometheus !== undefined && !/^https?:\/\/[^\s]+$/.test(prometheus))
    throw new InputError("bad-option", `${prometheus} is no address`, {
      field: "--prometheus",
      next: "write --prometheus http://127.0.0.1:9090",
    });
  if (now !== undefined && writes)
    throw new InputError("bad-option", "--now goes only with what writes nothing", {
      field: "--now",
      next: "leave --now out",
    });
  const time = now === undefined ? null : readTime(now, undefined, "start");
  if (time !== null && !time.ok)
    throw new InputError("time-invalid", `${JSON.stringify(now)}: ${time.expected}`, {
      field: "--now",
      next: time.next,
    });
  return { service: service ?? null, prometheus: prometheus ?? null, now: time?.ok ? time.time.at : context.now() };
}

/** The project's definitions. @throws InputError `slo-missing` where there are none, or what is wrong in them */
export async function requireDefinitions(root: string): Promise<ReadDefinitions> {
  const read = await readDefinitions(root);
  if (read !== null) return read;
  throw new InputError("slo-missing", `there is no ${sloFolder}/*.yaml here`, {
    file: sloFolder,
    next: `write ${sloFolder}/orders.yaml in OpenSLO v1: docs/guides/slo-debt.md has one`,
  });
}

/** The SLOs of a service, or all. @throws InputError `service-unknown` */
export function slosOf(slos: readonly SloDefinition[], service: string | null): readonly SloDefinition[] {
  const found = service === null ? slos : slos.filter((slo) => slo.service === service);
  if (found.length > 0) return found;
  const services = [...new Set(slos.map((slo) => slo.service))].join(", ");
  throw new InputError(
    service === null ? "slo-missing" : "service-unknown",
    service === null ? `no SLO is defined in ${sloFolder}` : `no SLO is of service ${service}`,
    { field: "--service", next: services === "" ? "define one: kind: SLO" : `name one of: ${services}` },
  );
}

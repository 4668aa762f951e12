import { userInfo } from "node:os";
import { probeService, readKills } from "../../adapters/flags/index.ts";
import { leaseHolder } from "../../adapters/lease/lease.ts";
import { ledgerSigner } from "../../adapters/ledger/index.ts";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { drillExitCode, type Flag, kills } from "../../core/flags/index.ts";
import { checkpointDraft } from "../../core/ledger/index.ts";
import { nearest } from "../../core/text/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openSession } from "../cutover/session.ts";
import { targetOutputs } from "../cutover/world.ts";
import { type Drilled, drillFlag, drillLimits } from "./drill.ts";
import { intoLedger } from "./into-ledger.ts";
import { throwSwitch } from "./kill.ts";
import { openRegistry, registryRoot } from "./registry.ts";

export interface DrillReport {
  readonly url: string;
  readonly drills: readonly Drilled[];
  readonly ledger: "written" | "waiting";
  readonly exitCode: 0 | 1 | 3;
}

/** A drill's kill ends by itself so long after its wait, should the process that drills be killed. */
const graceMs = 10_000;

/**
 * Drills the kill-switches of a project on its running stack, one after the other, through the same switch that people
 * throw. Nothing is left thrown: an earlier drill's kill whose process died is lifted first, Ctrl-C lifts at once.
 *
 * @param keys Which; all with a kill-switch unless told.
 * @throws InputError `flag-unknown`, RefusedError `no-kill-switch`, `run-open` while a cutover is driven.
 */
export async function runDrill(
  context: CommandContext,
  keys: readonly string[],
  options: Readonly<Record<string, unknown>>,
): Promise<DrillReport> {
  const { stateDir, env, now, signal, say } = context;
  const root = registryRoot(context, options.registry);
  const { registry } = openRegistry(root, options.registry);
  const flags = chosen(registry.flags, keys, registry.file);
  const holder = context.stack === undefined ? null : leaseHolder(stateDir, context.stack);
  if (holder !== null)
    throw new RefusedError("run-open", `process ${holder.pid} drives a cutover of ${context.stack}`, {
      next: "drill when it has ended: a path that is cut would count against the new version",
    });
  const limits = { ...drillLimits, waitMs: waitOf(options.wait) };
  const url = await urlOf(context, options.url);
  const actor = `person:${userInfo().username}`;
  const request = { cwd: root, stateDir, env, now, registry: options.registry, actor };
  const lift = async (key: string, seq: number, reason: string): Promise<void> => {
    await throwSwitch({ ...request, key, action: "lift", reason, onlyAfter: seq, waitMs: 0 });
  };
  for (const { key, drill, action, seq } of readKills(stateDir).latest.values())
    if (drill && action === "kill") await lift(key, seq, "left by a drill that died");
  const drills: Drilled[] = [];
  for (const flag of flags) {
    if (signal.aborted) break;
    drills.push(
      await drillFlag(
        flag,
        {
          ask: (probe) => probeService(url, probe),
          kill: async (key) => {
            const until = now() + limits.waitMs + graceMs;
            const kill = { ...request, key, action: "kill" as const, reason: "drill", drill: { until }, waitMs: 0 };
            return (await throwSwitch(kill)).statement.seq;
          },
          lift: (key, seq) => lift(key, seq, "drill"),
          isKilled: (key) => {
            const last = readKills(stateDir).latest.get(key);
            return last !== undefined && kills(last, now());
          },
          clock: () => performance.now(),
          signal,
          say,
        },
        limits,
      ),
    );
  }
  const ledger = await intoLedger({ stateDir, now, purpose: "a drill" }, (open) => {
    for (const { key, outcome, cutMs, backMs, requests } of drills)
      open.append({ actor, runId: null, kind: "flag.drilled", body: { key, outcome, cutMs, backMs, requests } });
    open.append(checkpointDraft(open.head, ledgerSigner(stateDir, env), actor, null));
  });
  const exitCode = signal.aborted ? 3 : drillExitCode(drills.map(({ outcome }) => outcome));
  return { url, drills, ledger, exitCode };
}

function chosen(flags: readonly Flag[], keys: readonly string[], file: string): readonly Flag[] {
  if (keys.length === 0) return flags.filter(({ killswitch }) => killswitch);
  return keys.map((key) => {
    const flag = flags.find((each) => each.key === key);
    if (flag?.killswitch) return flag;
    const near = nearest(
      key,
      flags.map((each) => each.key),
    );
    if (!flag)
      throw new InputError("flag-unknown", `there is no flag ${key}`, {
        file,
        field: "KEY",
        next: near ? `maestro flags drill ${near}` : "maestro flags lint",
      });
    throw new RefusedError("no-kill-switch", `flag ${key} has no kill-switch`, {
      file,
      ...(flag.position ?? {}),
      next: `set killswitch: true and probe in ${file}`,
    });
  });
}

function waitOf(option: unknown): number {
  if (option === undefined) return drillLimits.waitMs;
  const seconds = Number(option);
  if (seconds >= 1 && seconds <= 60) return seconds * 1000;
  throw new InputError("wait-malformed", "expected 1 to 60 seconds", { field: "--wait", next: "--wait 5" });
}

async function urlOf(context: CommandContext, option: unknown): Promise<string> {
  if (option === undefined) {
    const outputs = await targetOutputs((await openSession(context)).engine);
    if (outputs !== undefined) return outputs.url;
    throw new RefusedError("never-deployed", "the stack has not been deployed", { next: "maestro up, or add --url" });
  }
  const url = URL.parse(String(option));
  if (url !== null && (url.protocol === "http:" || url.protocol === "https:")) return url.origin;
  throw new InputError("url-malformed", `${String(option)} is no address of a service`, {
    field: "--url",
    next: "maestro flags drill --url http://127.0.0.1:8080",
  });
}

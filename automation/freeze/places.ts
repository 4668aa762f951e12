import { readdirSync } from "node:fs";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { InputError } from "../../core/errors/index.ts";
import { type Calendar, deployRequest, type FreezeRequest } from "../../core/freeze/index.ts";
import { namespace } from "../../stacks/inputs.ts";

/** The deploys that a project could ask for now: what its stacks' config says, one request a stack. */
export interface Place {
  /** What people call it. */
  readonly name: string;
  readonly request: FreezeRequest;
}

/**
 * One request for each stack file, and one for each service that a window names and no stack file releases. A project
 * without either has one: any production stack.
 * @param only this stack alone
 * @throws InputError for a stack file that cannot be read, or `stack-unknown`
 */
export function placesOf(root: string, calendars: readonly Calendar[], only: string | undefined): Place[] {
  const stacks = readdirSync(root)
    .flatMap((file) => /^Pulumi\.(.+)\.yaml$/.exec(file)?.[1] ?? [])
    .sort();
  if (only !== undefined && !stacks.includes(only))
    throw new InputError("stack-unknown", `there is no Pulumi.${only}.yaml`, {
      field: "--stack",
      next: stacks.length > 0 ? `use one of: ${stacks.join(", ")}` : "pulumi stack init",
    });
  const places = stacks
    .filter((stack) => only === undefined || stack === only)
    .map((stack): Place => {
      const { run: _, ...config } = StackFile.read(root, stack, namespace).sections();
      return { name: `stack ${stack}`, request: deployRequest(config, stack) };
    });
  if (only !== undefined) return places;
  const released = new Set(places.map(({ request }) => request.service));
  const named = new Set(
    calendars
      .flatMap(({ windows }) => windows.flatMap(({ scope }) => scope.services ?? []))
      .filter((service) => !service.endsWith("*") && !released.has(service)),
  );
  const others = [...named].sort().map((service) => ({ name: `service ${service}`, request: anywhere(service) }));
  const all = [...places, ...others];
  return all.length > 0 ? all : [{ name: "any production stack", request: anywhere(null) }];
}

function anywhere(service: string | null): FreezeRequest {
  return {
    kind: "deploy",
    stack: null,
    service,
    environment: "production",
    labels: [],
    ticket: null,
    ticketSource: null,
    clockSource: "system",
  };
}

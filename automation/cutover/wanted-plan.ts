import { configDigest } from "../../core/config/index.ts";
import type { Mapping, PlanOptions, PlanRequest, Release } from "../../core/cutover/index.ts";
import type { StackConfig } from "./session.ts";

/** What a cutover of a stack is planned from, before any approval limits its canary. */
export function planWanted(
  stack: string,
  { inputs, sections }: Pick<StackConfig, "inputs" | "sections">,
  wanted: { readonly to: string; readonly options: PlanOptions; readonly mapping: Mapping | null },
): PlanRequest {
  return {
    service: inputs.service,
    stack,
    environment: inputs.environment,
    release: inputs.release,
    to: { version: wanted.to },
    options: wanted.options,
    mapping: wanted.mapping,
    configDigest: (release: Release) =>
      configDigest({
        ...sections,
        release: Object.fromEntries(Object.entries(release).filter(([, v]) => v !== undefined)),
      }) as never,
  };
}

import {
  type CutoverPlan,
  type LimitedCanary,
  type Mapping,
  makePlan,
  type PlanFile,
  type Release,
  settlePlanFile,
} from "../../core/cutover/index.ts";
import { digestOf } from "../../core/ledger/index.ts";

export const RESTING: Release = {
  activeColor: "blue",
  blue: { version: "v1.0.0" },
  canaryWeight: 0,
  dualWrite: false,
  shadowRead: 0,
};

/** A plan for tests: blue v1.0.0 to green v2.0.0 on stack `demo`. */
export function planOf(
  file: PlanFile = { base: "default" },
  mapping: Mapping | null = null,
  release: unknown = RESTING,
  limited: LimitedCanary | null = null,
): CutoverPlan {
  return makePlan({
    service: "orders",
    stack: "demo",
    environment: "production",
    release,
    to: { version: "v2.0.0" },
    options: settlePlanFile(file),
    mapping,
    limited,
    configDigest: digestOf,
  });
}

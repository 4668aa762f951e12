import { readPolicySources } from "../../adapters/policy/index.ts";
import type { CutoverPlan, LimitedCanary, PlanOptions } from "../../core/cutover/index.ts";
import { RefusedError } from "../../core/errors/index.ts";
import { capsOf } from "../../core/freeze/index.ts";
import { freezeNow, type Session } from "./session.ts";

/**
 * The limited canary that the exceptions and signed approvals ask for under which a freeze lets this change through; null outside of one,
 * and where none caps anything. At least twice the plan's samples are judged before a person promotes it.
 * @throws RefusedError `exception-no-canary` for a cap of 0
 */
export async function limitedBy(
  session: Pick<Session, "project" | "context">,
  sections: Readonly<Record<string, unknown>>,
  options: PlanOptions,
  planDigest: string,
): Promise<LimitedCanary | null> {
  const decision = await freezeNow(session, sections, planDigest);
  if (decision.decision !== "allow" || !decision.inWindow) return null;
  const { calendars, approvals } = await readPolicySources(session.project.dir, session.context.now());
  const capping = capsOf(decision, calendars, approvals);
  if (capping.length === 0) return null;
  const maxWeight = Math.min(99, ...capping.map(({ maxCanaryWeight }) => maxCanaryWeight ?? 99));
  const by = capping.map(({ id }) => id).join(", ");
  if (maxWeight < 1)
    throw new RefusedError("exception-no-canary", `exception ${by} allows no canary traffic, and none goes without`, {
      field: "maxCanaryWeight",
      next: "have the exception's cap raised, or wait for the end of the freeze",
    });
  const scores = capping.flatMap(({ minAcaScore }) => (minAcaScore === null ? [] : [minAcaScore]));
  return {
    maxWeight,
    minSamples: Math.max(
      2 * Math.max(...options.canary.map(({ minSamples }) => minSamples)),
      ...capping.map(({ minSamples }) => minSamples ?? 0),
    ),
    minScore: scores.length === 0 ? null : Math.max(...scores),
    by,
  };
}

/** A limited canary may ask for a higher score than the judge's own, never for a lower one. */
export function strictest<T extends { readonly threshold: number }>(aca: T, { limited }: CutoverPlan): T {
  return { ...aca, threshold: Math.max(aca.threshold, limited?.minScore ?? 0) };
}

import type { Authorisation } from "./authorisations.ts";
import type { EngineUpdate } from "./update.ts";

/** The engine notes whole seconds. */
const tolerance = 1_000;

/**
 * Gives each update the decision that allowed it. A decision allows one update of its stack and kind that began while the
 * operation ran; an update that a run made names that run in its config. So a second update that somebody slips in beside
 * an allowed one is left without.
 * @param updates oldest first, `allowed` too
 * @returns update's id → its authorisation
 */
export function matchUpdates(
  updates: readonly EngineUpdate[],
  allowed: readonly Authorisation[],
): ReadonlyMap<EngineUpdate, Authorisation> {
  const left = new Set(allowed);
  const matched = new Map<EngineUpdate, Authorisation>();
  for (const update of updates) {
    const found = [...left].find((a) => fits(update, a));
    if (found === undefined) continue;
    left.delete(found);
    matched.set(update, found);
  }
  return matched;
}

function fits(update: EngineUpdate, { stack, kind, from, until, runId }: Authorisation): boolean {
  if (update.stack !== stack || update.kind !== kind) return false;
  if (runId !== null && update.runId !== null && update.runId !== runId) return false;
  return from - tolerance <= update.startedAt && update.startedAt <= until;
}

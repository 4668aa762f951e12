import { readLedger } from "../../adapters/ledger/index.ts";
import { eventsOfRun, foldRun, runIds } from "../../core/cutover/index.ts";
import { InputError } from "../../core/errors/index.ts";
import type { RunFacts } from "../../core/freeze/index.ts";
import { rfc3339 } from "../../core/time/index.ts";

/**
 * A run as a text speaks of it, from the ledger.
 * @param wanted a run's id; undefined: the last of the stack, or of all
 * @returns null where the ledger has none
 * @throws InputError `run-unknown`
 */
export function runFacts(stateDir: string, wanted: string | undefined, stack: string | undefined): RunFacts | null {
  const { entries } = readLedger(stateDir);
  const runs = runIds(entries).map((id) => {
    const events = eventsOfRun(entries, id);
    return { id, startedAt: events[0]!.at, state: foldRun(events) };
  });
  const found =
    wanted === undefined
      ? runs.findLast(({ state }) => stack === undefined || state.plan.stack === stack)
      : runs.find(({ id }) => id === wanted);
  if (found === undefined) {
    if (wanted === undefined) return null;
    throw new InputError("run-unknown", `the ledger has no run ${wanted}`, {
      field: "--run",
      next: "maestro cutover history",
    });
  }
  const { plan, ended } = found.state;
  return {
    id: found.id,
    service: plan.service,
    stack: plan.stack,
    from: plan.from.version,
    to: plan.to.version,
    startedAt: rfc3339(found.startedAt),
    endedAt: ended ? rfc3339(ended.at) : null,
    outcome: ended?.outcome ?? "running",
    reason: ended?.reason?.text ?? null,
  };
}

import { readLedger } from "../../../adapters/ledger/index.ts";
import {
  applyEvent,
  eventKinds,
  foldRun,
  type RunState,
  runIds,
  stateName,
  toEvent,
} from "../../../core/cutover/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { CHECKPOINT_KIND } from "../../../core/ledger/index.ts";
import { eventLine } from "../../cutover/follow.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro ledger timeline",
  declare: (c) => c.option("--run <id>", "a run other than the last"),
  run: async (context, _args, options) => {
    const { entries } = readLedger(context.stateDir);
    const known = runIds(entries);
    const runId = (options.run as string | undefined) ?? known.at(-1);
    if (runId === undefined || !known.includes(runId))
      throw new InputError("run-unknown", runId ? `the ledger has no run ${runId}` : "the ledger has no run", {
        field: "--run",
        next: "maestro cutover history",
      });
    let state: RunState | null = null;
    const rows = entries
      .filter((entry) => entry.runId === runId && (eventKinds.includes(entry.kind) || entry.kind === CHECKPOINT_KIND))
      .map((entry) => {
        const { seq, at, kind, actor } = entry;
        if (kind === CHECKPOINT_KIND)
          return { seq, at, kind, actor, state: stateName(state!), text: "all before it is signed" };
        const event = toEvent(entry);
        state = state === null ? foldRun([event]) : applyEvent(state, event);
        // The line begins with the clock, which the row has already.
        const said = eventLine(event, state)?.slice("00:00:00  ".length);
        const step = "step" in event ? `${event.step}: ` : "";
        return { seq, at, kind, actor, state: stateName(state), text: said ?? `${step}${kind}` };
      })
      .map((row, _index, all) => ({ ...row, sinceStartMs: Date.parse(row.at) - Date.parse(all[0]!.at) }));
    const text = rows
      .map(
        (r) =>
          `${(r.sinceStartMs / 1000).toFixed(1).padStart(8)} s  ${r.state.padEnd(10)} ${r.kind.padEnd(15)} ${r.text}`,
      )
      .join("\n");
    return { exitCode: 0, document: { runId, rows }, text: `run ${runId}\n${text}` };
  },
};

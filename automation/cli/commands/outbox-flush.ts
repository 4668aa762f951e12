import { findProject } from "../../../adapters/engine/project.ts";
import { openOutbox } from "../../cutover/announcer.ts";
import { rowText, toRow } from "../../cutover/outbox-rows.ts";
import type { Command } from "../command.ts";

/** Tries everything that was not delivered now, also what waits for its next try or for a person. */
export const command: Command = {
  example: "maestro outbox flush",
  run: async (context) => {
    const project = findProject(context.cwd, context.stateDir, context.stack);
    const { outbox } = openOutbox(context, project.dir);
    const { delivered, failed, busy } = await outbox.flush(true, context.signal);
    const left = outbox.pending().map(toRow);
    const text = [
      ...left.map(rowText),
      busy ? "another process delivers just now" : `${delivered} delivered, ${failed} failed, ${left.length} wait`,
    ].join("\n");
    return { exitCode: left.length === 0 ? 0 : 4, document: { delivered, failed, pending: left.length }, text };
  },
};

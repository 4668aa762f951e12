import { OutboxLog } from "../../../adapters/outbox/log.ts";
import { foldOutbox } from "../../../core/outbox/index.ts";
import { rowText, toRow } from "../../cutover/outbox-rows.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro outbox list",
  declare: (c) => c.option("--all", "the delivered ones too"),
  run: async (context, _args, options) => {
    const items = [...foldOutbox(new OutboxLog(context.stateDir).read()).values()];
    const open = items.filter(({ delivered }) => delivered === null);
    const rows = (options.all === true ? items : open).map(toRow);
    const text = [...rows.map(rowText), `${open.length} wait, ${items.length - open.length} delivered`].join("\n");
    return {
      exitCode: 0,
      document: { pending: open.length, delivered: items.length - open.length, items: rows },
      text,
    };
  },
};

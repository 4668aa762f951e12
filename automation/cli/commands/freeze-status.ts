import { durationText, freeAt, windowsBetween } from "../../../core/freeze/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { freezeStatusSchema } from "../../documents/freeze.ts";
import { placesOf } from "../../freeze/places.ts";
import { readRules } from "../../freeze/rules.ts";
import { simulate, simulatedText, simulatedView } from "../../freeze/simulate.ts";
import { sourcesView, windowLine, windowView } from "../../freeze/window-view.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** What is frozen now, until when, and what a deploy of each stack would be told. */
export const command: Command = {
  example: "maestro freeze status",
  declare: (leaf) => {
    leaf.option("--now <time>", "as of then").option("--config <file>", "another calendar");
  },
  run: async (context, _args, options) => {
    const now = readNow(options.now, context.now);
    const rules = await readRules(context, options.config, now);
    const { calendars } = rules;
    const open = windowsBetween(calendars, now, now + 1);
    const free = freeAt(calendars, null, now);
    const rows = simulate(rules, placesOf(rules.root, calendars, context.stack), now);
    const document = freezeStatusSchema.parse({
      at: rfc3339(now),
      frozen: open.length > 0,
      freeAt: open.length > 0 && free !== null ? rfc3339(free) : null,
      windows: open.map((window) => windowView(window, now)),
      places: rows.map(simulatedView),
      sources: sourcesView(calendars),
    });
    const text = [
      open.length === 0
        ? "no freeze holds now"
        : `${open.length === 1 ? "a freeze holds" : `${open.length} freezes hold`}; ${free === null ? "there is always one, for ten years and more" : `everything is free again at ${rfc3339(free)}, in ${durationText(free - now)}`}`,
      ...open.map(windowLine),
      simulatedText(rows, now),
    ].join("\n");
    return { exitCode: 0, document, text };
  },
};

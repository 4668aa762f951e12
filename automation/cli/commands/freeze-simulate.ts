import { InputError } from "../../../core/errors/index.ts";
import { readTime, rfc3339 } from "../../../core/time/index.ts";
import { freezeSimulateSchema } from "../../documents/freeze.ts";
import { placesOf } from "../../freeze/places.ts";
import { readRules } from "../../freeze/rules.ts";
import { simulate, simulatedText, simulatedView } from "../../freeze/simulate.ts";
import { sourcesView } from "../../freeze/window-view.ts";
import type { Command } from "../command.ts";

/** Who would be blocked at an instant, and why. Nothing is run; exit 0 whenever that could be said. */
export const command: Command = {
  example: "maestro freeze simulate --at 2026-12-24T09:00:00Z",
  declare: (leaf) => {
    leaf
      .option("--at <time>", "the instant, such as 2026-12-24T09:00:00Z; now when left out")
      .option("--now <time>", "the same")
      .option("--config <file>", "another calendar");
  },
  run: async (context, _args, options) => {
    const at = instantOf(options, context.now);
    const rules = await readRules(context, options.config, at);
    const rows = simulate(rules, placesOf(rules.root, rules.calendars, context.stack), at);
    const document = freezeSimulateSchema.parse({
      at: rfc3339(at),
      blocked: rows.filter(({ decision }) => decision.decision === "deny").length,
      places: rows.map(simulatedView),
      sources: sourcesView(rules.calendars),
    });
    return { exitCode: 0, document, text: simulatedText(rows, at) };
  },
};

function instantOf(options: Readonly<Record<string, unknown>>, clock: () => number): number {
  const given = options.at ?? options.now;
  if (given === undefined) return clock();
  const outcome = readTime(String(given), undefined, "start");
  if (outcome.ok) return outcome.time.at;
  const field = options.at === undefined ? "--now" : "--at";
  throw new InputError("time-invalid", outcome.expected, { field, next: outcome.next });
}

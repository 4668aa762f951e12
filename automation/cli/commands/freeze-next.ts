import { InputError } from "../../../core/errors/index.ts";
import { durationText, freeAt, windowsBetween } from "../../../core/freeze/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { freezeNextSchema } from "../../documents/freeze.ts";
import { placesOf } from "../../freeze/places.ts";
import { readRules } from "../../freeze/rules.ts";
import { sourcesView, windowLine, windowView } from "../../freeze/window-view.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** How far ahead is looked, in ms: two years hold a yearly window twice. */
const horizonMs = 2 * 366 * 86_400_000;

/** The windows that come next, and from when on a deploy is free of those that hold now. */
export const command: Command = {
  example: "maestro freeze next --count 3",
  declare: (leaf) => {
    leaf
      .option("--count <n>", "how many windows", "1")
      .option("--now <time>", "as of then")
      .option("--config <file>", "another calendar");
  },
  run: async (context, _args, options) => {
    const now = readNow(options.now, context.now);
    const count = Number(options.count);
    if (!Number.isInteger(count) || count < 1 || count > 1000)
      throw new InputError("option-invalid", `--count wants a whole number from 1 to 1000, not ${options.count}`, {
        field: "--count",
        next: "maestro freeze next --count 3",
      });
    const { root, calendars } = await readRules(context, options.config, now);
    // Without --stack every window counts, whatever its scope.
    const place = context.stack === undefined ? null : placesOf(root, calendars, context.stack)[0]!.request;
    const upcoming = windowsBetween(calendars, now, now + horizonMs)
      .filter(({ startsAt }) => startsAt > now)
      .slice(0, count);
    const free = freeAt(calendars, place, now);
    const document = freezeNextSchema.parse({
      at: rfc3339(now),
      frozen: free !== now,
      freeAt: free !== null && free > now ? rfc3339(free) : null,
      windows: upcoming.map((window) => windowView(window, now)),
      sources: sourcesView(calendars),
    });
    const text = [
      freeText(free, now),
      ...upcoming.map((window) => `in ${durationText(window.startsAt - now)}: ${windowLine(window)}`),
      ...(upcoming.length === 0 ? ["no window begins within two years"] : []),
    ].join("\n");
    return { exitCode: 0, document, text };
  },
};

function freeText(free: number | null, now: number): string {
  if (free === null) return "frozen now, and for ten years and more";
  return free > now ? `frozen now; free at ${rfc3339(free)}, in ${durationText(free - now)}` : "nothing is frozen now";
}

import { resolve } from "node:path";
import { InputError } from "../../core/errors/index.ts";
import { type ClockSource, type Decision, decisionText, labelNames, parseLabels } from "../../core/freeze/index.ts";
import { readTime } from "../../core/time/index.ts";
import type { Command } from "../cli/command.ts";
import { enforce } from "./enforce.ts";
import { readEvent, readReviews } from "./event.ts";
import { tellGithub } from "./tell-github.ts";

/** The pull-request check: may this change be merged now? Exit 0 allow, 1 deny, 2 bad input. */
export const command: Command = {
  example: `node scripts/freeze-enforce.js --config freeze.yaml --labels "$LABELS" --event "$GITHUB_EVENT_PATH"`,
  declare: (program) => {
    program
      .requiredOption("--config <file>", "the freeze calendar")
      .option("--labels <json>", "the pull request's labels: GitHub's label objects, strings, or null")
      .option("--ticket <id>", "the CAB ticket, such as CAB-123")
      .option("--event <file>", "GitHub's event: text, labels, head commit and author of the pull request")
      .option("--reviews <file>", "the pull request's reviews, as GitHub's API lists them")
      .option("--now <time>", "decide as of this instant, such as 2025-12-24T00:00:00Z")
      .option("--format <form>", "json or text", "text");
  },
  run: async (context, args, options) => {
    const text = (name: string): string | undefined => options[name] as string | undefined;
    if (args.length > 0)
      throw new InputError("usage", `unexpected ${JSON.stringify(args[0])}`, {
        next: 'put the labels in quotes: --labels "$LABELS"',
      });
    const format = text("format");
    if (format !== "json" && format !== "text")
      throw new InputError("usage", `unknown format ${JSON.stringify(format)}`, {
        field: "--format",
        next: "use json or text",
      });
    const clock = readClock(text("now"), context.now);
    const event =
      text("event") === undefined ? null : await readEvent(resolve(context.cwd, text("event")!), text("event")!);
    const labels = text("labels") === undefined ? labelNames(event?.labels) : parseLabels(text("labels")!);
    const reviews =
      text("reviews") === undefined
        ? null
        : await readReviews(resolve(context.cwd, text("reviews")!), text("reviews")!);
    const decision = await enforce({
      config: resolve(context.cwd, text("config")!),
      configName: text("config")!,
      labels,
      ticket: text("ticket"),
      event,
      reviews,
      now: clock.now,
      clockSource: clock.source,
      env: context.env,
    });
    tellGithub(context.env, decision);
    return { exitCode: decision.decision === "allow" ? 0 : 1, document: { ...decision }, text: words(decision) };
  },
};

function readClock(given: string | undefined, system: () => number): { now: number; source: ClockSource } {
  if (given === undefined) return { now: system(), source: "system" };
  const outcome = readTime(given, undefined, "start");
  if (outcome.ok && /[Tt ]/.test(given)) return { now: outcome.time.at, source: "argument" };
  throw new InputError("time-invalid", `${JSON.stringify(given)} is not an instant`, {
    field: "--now",
    next: "write it as 2025-12-24T00:00:00Z",
  });
}

function words(decision: Decision): string {
  return `freeze: ${decision.decision}\n${decisionText(decision)}`;
}

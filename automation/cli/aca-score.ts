#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import type { CommandEntry } from "./command.ts";
import { main } from "./main.ts";

const score: CommandEntry = {
  words: [],
  summary: "Judges a canary against its baseline by statistics with known error rates.",
  load: async () => (await import("./commands/aca-score.ts")).command,
};
const others: readonly CommandEntry[] = [
  {
    words: ["judge"],
    summary: "one test on samples typed on the command line",
    load: async () => (await import("./commands/aca-judge.ts")).command,
  },
  {
    words: ["replay"],
    summary: "judge a recorded analysis again, offline",
    load: async () => (await import("./commands/aca-replay.ts")).command,
  },
  {
    words: ["simulate"],
    summary: "regenerate the table of the judge's error rates",
    load: async () => (await import("./commands/aca-simulate.ts")).command,
  },
];
// The bare command and a subcommand share option names: whichever is not called must not declare them.
const called = others.some((entry) => entry.words[0] === process.argv[2]);

await main({
  name: "aca-score",
  summary: score.summary,
  version: packageJson.version,
  commands: called ? others : [score, ...others],
});

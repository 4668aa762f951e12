#!/usr/bin/env node
import { main } from "./main.ts";

/** The package's; written out, so that the committed bundle does not change with every edit of package.json. */
const version = "0.1.0";

// `--format json` is the same as `--json`.
const { argv } = process;
const at = argv.indexOf("--format");
if (argv.includes("--format=json") || (at > 0 && argv[at + 1] === "json")) argv.push("--json");

await main({
  name: "freeze-enforce",
  summary: "Decides whether a pull request may be merged while a change freeze holds.",
  version,
  commands: [{ words: [], summary: "", load: async () => (await import("../ci/freeze-enforce.ts")).command }],
});

#!/usr/bin/env node
import { runAction } from "../ci/freeze-action.ts";
import { main } from "./main.ts";

/** The package's; written out, so that the committed bundle does not change with every edit of package.json. */
const version = "0.1.0";
const { argv, env } = process;

if (argv[2] === "--github-action")
  process.exitCode = await runAction(env, env.GITHUB_WORKSPACE ?? process.cwd(), Date.now(), (line) =>
    process.stdout.write(`${line}\n`),
  );
else await commandLine();

async function commandLine(): Promise<void> {
  // `--format json` is the same as `--json`.
  const at = argv.indexOf("--format");
  if (argv.includes("--format=json") || (at > 0 && argv[at + 1] === "json")) argv.push("--json");
  await main({
    name: "freeze-enforce",
    summary: "Decides whether a pull request may be merged while a change freeze holds.",
    version,
    commands: [{ words: [], summary: "", load: async () => (await import("../ci/freeze-enforce.ts")).command }],
  });
}

#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { main } from "./main.ts";

await main({
  name: "ig-contracts",
  summary: "Lints data contracts.",
  version: packageJson.version,
  jsonUnlessTerminal: true,
  commands: [
    {
      words: ["lint"],
      summary: "hold data contracts against the rules",
      load: async () => (await import("./commands/contracts-lint.ts")).command,
    },
  ],
});

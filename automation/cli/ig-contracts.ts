#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { contractsCommands } from "./contracts-commands.ts";
import { main } from "./main.ts";

await main({
  name: "ig-contracts",
  summary: "Lints, compares and converts data contracts.",
  version: packageJson.version,
  jsonUnlessTerminal: true,
  commands: contractsCommands,
});

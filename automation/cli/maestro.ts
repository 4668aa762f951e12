#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { commands } from "./commands.ts";
import { main } from "./main.ts";

await main({
  name: "maestro",
  summary: "Decides whether a release may go out and drives it out safely.",
  version: packageJson.version,
  commands,
});

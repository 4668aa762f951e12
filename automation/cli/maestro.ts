#!/usr/bin/env node
import packageJson from "../../package.json" with { type: "json" };
import { requireNode } from "./require-node.ts";

requireNode();
const [{ commands }, { main }] = await Promise.all([import("./commands.ts"), import("./main.ts")]);
await main({
  name: "maestro",
  summary: "Decides whether a release may go out and drives it out safely.",
  version: packageJson.version,
  commands,
});

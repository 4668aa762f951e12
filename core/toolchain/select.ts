import { InputError } from "../errors/index.ts";
import { catalogue } from "./catalogue.ts";
import type { Tool } from "./types.ts";

/**
 * The tools of these names, in the catalogue's order, each once, with the tools that they come with.
 * @throws InputError `unknown-tool`
 */
export function selectTools(names: readonly string[], from: readonly Tool[] = catalogue): readonly Tool[] {
  const wanted = new Set<string>();
  for (const name of names) {
    const tool = from.find((candidate) => candidate.name === name);
    if (tool === undefined)
      throw new InputError("unknown-tool", `no tool is named ${JSON.stringify(name)}`, {
        field: "NAME",
        next: `one of: ${from.map((candidate) => candidate.name).join(", ")}`,
      });
    wanted.add(tool.name);
    if (tool.kind === "go" && tool.comesWith !== null) wanted.add(tool.comesWith);
  }
  return from.filter((tool) => wanted.has(tool.name));
}

/** Names of what `npm start` needs. */
export const toolsForStart = (from: readonly Tool[] = catalogue): readonly string[] =>
  from.filter((tool) => tool.neededForStart).map((tool) => tool.name);

/** Names of what the tests use. */
export const toolsForTests = (from: readonly Tool[] = catalogue): readonly string[] =>
  from.filter((tool) => tool.usedByTests).map((tool) => tool.name);

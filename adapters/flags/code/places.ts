import { readFileSync, statSync } from "node:fs";
import { join, relative } from "node:path";
import { sourceFiles } from "./files.ts";
import { usesInStackFile } from "./stack-uses.ts";

const maximumFiles = 3_000;
const maximumBytes = 1_000_000;
const maximumPlaces = 3;

/**
 * Where a project names flags: its stack's config file, and the first places in its code where a key stands in quotes.
 * For the words of a refusal, so it must be quick and must not fail: what cannot be read is left out, and the code is
 * searched as text. `maestro flags lint` reads it as code.
 *
 * @param deadline Epoch ms after which no further file is opened.
 * @returns `file:line:column` by key.
 */
export function placesOf(
  root: string,
  stack: string,
  keys: readonly string[],
  deadline: number,
  clock: () => number,
): ReadonlyMap<string, readonly string[]> {
  const places = new Map(keys.map((key): [string, string[]] => [key, []]));
  const stackFile = `Pulumi.${stack}.yaml`;
  quietly(() => {
    for (const { key, position } of usesInStackFile(readFileSync(join(root, stackFile), "utf8"), stackFile, stack))
      places.get(key)?.push(`${stackFile}:${position.line}:${position.column}`);
  });
  quietly(() => {
    for (const file of sourceFiles(root).slice(0, maximumFiles)) {
      if (clock() > deadline) return;
      quietly(() => {
        if (statSync(file).size > maximumBytes) return;
        const text = readFileSync(file, "utf8");
        for (const [key, found] of places)
          if (found.length < maximumPlaces)
            found.push(...quoted(text, key).map((at) => `${relative(root, file)}:${at}`));
      });
    }
  });
  return new Map([...places].map(([key, found]) => [key, found.slice(0, maximumPlaces)]));
}

function quoted(text: string, key: string): string[] {
  for (const quote of ['"', "'", "`"]) {
    const index = text.indexOf(`${quote}${key}${quote}`);
    if (index < 0) continue;
    const before = text.slice(0, index);
    const line = before.split("\n").length;
    return [`${line}:${index - before.lastIndexOf("\n")}`];
  }
  return [];
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A refusal without places is still a refusal.
  }
}

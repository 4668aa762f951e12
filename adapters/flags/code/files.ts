import { readdirSync } from "node:fs";
import { join } from "node:path";
import { InputError } from "../../../core/errors/index.ts";

const source = /\.(?:[cm]?[jt]s|[jt]sx)$/;
const notShipped = /(?:\.d\.[cm]?ts|\.(?:test|spec|bench)\.[cm]?[jt]sx?)$/;
const skipped = new Set(["node_modules", "dist", "build", "coverage", "test", "tests", "__tests__", "fixtures"]);

/**
 * The source files below a folder, in the order of their names. Left out are what is built or installed, tests, and
 * folders whose names begin with a dot; symbolic links are not followed. The folder itself may be one of these.
 *
 * @throws InputError `src-unreadable`
 */
export function sourceFiles(folder: string): string[] {
  const found: string[] = [];
  const walk = (dir: string): void => {
    const entries = readdirSync(dir, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1));
    for (const entry of entries) {
      const path = join(dir, entry.name);
      if (entry.isDirectory()) {
        if (!entry.name.startsWith(".") && !skipped.has(entry.name)) walk(path);
      } else if (entry.isFile() && source.test(entry.name) && !notShipped.test(entry.name)) found.push(path);
    }
  };
  try {
    walk(folder);
  } catch (cause) {
    throw new InputError("src-unreadable", `cannot read the sources: ${(cause as Error).message}`, {
      file: folder,
      field: "--src",
      next: "name a folder of sources: --src src",
      cause,
    });
  }
  return found;
}

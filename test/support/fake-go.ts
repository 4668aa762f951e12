import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { GoTool } from "../../core/toolchain/index.ts";

/** A machine with a `go` that only pretends, and a catalogue of one tool, below a temporary folder. */
export interface FakeMachine {
  readonly folder: string;
  readonly toolsDir: string;
  readonly packageRoot: string;
  readonly env: Record<string, string>;
  readonly tool: GoTool;
  /** One line a build that has begun. */
  readonly builds: () => readonly string[];
  readonly remove: () => void;
}

/**
 * @param build shell text run by `go build` after the line in the log; `$OUT` is the file to write
 */
export function fakeMachine(build = 'printf "#!/bin/sh\\necho demo 1.2.3\\n" > "$OUT"; chmod +x "$OUT"'): FakeMachine {
  const folder = mkdtempSync(join(tmpdir(), "machine-"));
  const log = join(folder, "builds");
  writeFileSync(log, "");
  const bin = join(folder, "bin");
  const pins = join(folder, "package", "toolchain", "demo");
  for (const path of [bin, pins]) mkdirSync(path, { recursive: true });
  writeFileSync(join(pins, "go.mod"), "module tool\n\ngo 1.24.0\n");
  writeFileSync(join(pins, "go.sum"), "");
  writeFileSync(join(folder, "package", "package.json"), '{ "name": "maestro-conductor" }');
  const script = `#!/bin/sh
if [ "$1" = env ]; then echo go1.26.0; echo local; exit 0; fi
while [ "$1" != -o ]; do shift; done
OUT="$2"
echo "$PWD $OUT" >> ${log}
${build}
`;
  writeFileSync(join(bin, "go"), script);
  chmodSync(join(bin, "go"), 0o755);
  return {
    folder,
    toolsDir: join(folder, "tools"),
    packageRoot: join(folder, "package"),
    env: { PATH: `${bin}:/usr/bin:/bin`, HOME: folder },
    tool: {
      kind: "go",
      name: "demo",
      purpose: "test",
      wanted: "1.2.3",
      neededForStart: false,
      usedByTests: false,
      folder: "demo",
      binaries: [{ name: "demo", package: "example.test/demo", versionArgs: [] }],
      stamps: {},
      buildSeconds: 1,
      official: false,
      besideIt: null,
      comesWith: null,
    },
    builds: () => readFileSync(log, "utf8").split("\n").filter(Boolean),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

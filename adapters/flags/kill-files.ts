import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Envelope } from "../../core/attest/index.ts";
import type { KillStatement } from "../../core/flags/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { publicKeyPath, trustedKeys } from "../ledger/index.ts";
import type { KillSource } from "./kills.ts";
import { judged, type KillReading, SeenKills, type StatementFile } from "./seen-kills.ts";

/** The folder of signed statements, one file each; none is ever changed or removed. */
export function killFolder(stateDir: string): string {
  return join(stateDir, "flags", "kills");
}

/**
 * Puts a statement in force: every process that reads this state directory sees it at its next look.
 * @throws OutsideError `disk-full`, `file-not-writable`
 */
export function writeKill(stateDir: string, statement: KillStatement, envelope: Envelope): string {
  const folder = killFolder(stateDir);
  mkdirSync(folder, { recursive: true });
  const path = join(folder, `${statement.key}.${String(statement.seq).padStart(6, "0")}.${statement.action}.json`);
  writeFileAtomic(path, `${JSON.stringify(envelope)}\n`);
  return path;
}

/** Reads all statements once; those whose signature does not hold are problems and count for nothing. */
export function readKills(stateDir: string): KillReading {
  const folder = killFolder(stateDir);
  let names: string[];
  try {
    names = readdirSync(folder);
  } catch {
    return { latest: new Map(), all: [], problems: [] };
  }
  const trusted = trustedKeys(publicKeyPath(stateDir));
  return judged(
    names.filter(isStatement).map((name) => ({ name, text: readFileSync(join(folder, name), "utf8") })),
    trusted,
  );
}

/**
 * The kill-switches of a state directory. What was once seen killed is lifted by a signed statement only: removing
 * files brings nothing back while the process lives.
 */
export function killFiles(stateDir: string, clock: () => number = Date.now): KillSource {
  const seen = new SeenKills();
  return {
    read: async (known) => {
      const names = await statementNames(stateDir);
      const keys = await stat(publicKeyPath(stateDir)).catch(() => null);
      const version = (): string => `${keys?.mtimeMs} ${keys?.size} ${names.join(" ")} ${seen.drills(clock())}`;
      if (version() === known) return null;
      const problems = seen.take(await readStatements(stateDir, names), trustedKeys(publicKeyPath(stateDir)));
      return { keys: seen.killed(clock()), version: version(), problems };
    },
  };
}

/** The statements of a state directory as they stand, for whoever verifies them elsewhere. */
export async function killStatements(stateDir: string): Promise<readonly StatementFile[]> {
  return readStatements(stateDir, await statementNames(stateDir));
}

async function statementNames(stateDir: string): Promise<string[]> {
  try {
    return (await readdir(killFolder(stateDir))).filter(isStatement).sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    return [];
  }
}

function readStatements(stateDir: string, names: readonly string[]): Promise<StatementFile[]> {
  return Promise.all(
    names.map(async (name) => ({ name, text: await readFile(join(killFolder(stateDir), name), "utf8") })),
  );
}

function isStatement(name: string): boolean {
  return name.endsWith(".json") && !name.startsWith(".");
}

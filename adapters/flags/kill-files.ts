import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import type { Envelope, PublicKey } from "../../core/attest/index.ts";
import { type KillStatement, kills, latestByKey, unsealKill } from "../../core/flags/index.ts";
import { writeFileAtomic } from "../files/atomic.ts";
import { publicKeyPath, trustedKeys } from "../ledger/index.ts";
import type { KillSource } from "./kills.ts";

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

export interface KillReading {
  /** The last statement on each key. */
  readonly latest: ReadonlyMap<string, KillStatement>;
  /** All of them, by time. */
  readonly all: readonly KillStatement[];
  readonly problems: readonly string[];
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
  const folder = killFolder(stateDir);
  const seen = new Map<string, KillStatement>();
  return {
    read: async (known) => {
      let names: string[];
      try {
        names = (await readdir(folder)).filter(isStatement).sort();
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
        names = [];
      }
      const keys = await stat(publicKeyPath(stateDir)).catch(() => null);
      const now = clock();
      const drills = [...seen.values()].filter(({ drill }) => drill).map((each) => `${each.key} ${kills(each, now)}`);
      const version = `${keys?.mtimeMs} ${keys?.size} ${names.join(" ")} ${drills.join(" ")}`;
      if (version === known) return null;
      const files = await Promise.all(
        names.map(async (name) => ({ name, text: await readFile(join(folder, name), "utf8") })),
      );
      const { latest, problems } = judged(files, trustedKeys(publicKeyPath(stateDir)));
      for (const [key, statement] of latestByKey([...seen.values(), ...latest.values()])) seen.set(key, statement);
      const killed = [...seen.values()].filter((statement) => kills(statement, now)).map(({ key }) => key);
      return { keys: new Set(killed), version, problems };
    },
  };
}

function judged(
  files: readonly { readonly name: string; readonly text: string }[],
  trusted: readonly PublicKey[],
): KillReading {
  const statements: KillStatement[] = [];
  const problems: string[] = [];
  for (const { name, text } of files) {
    const opened = unsealKill(text, trusted);
    if (!opened.ok) problems.push(`the kill-switch statement ${name} does not count: ${opened.why}`);
    else statements.push(opened.statement);
  }
  const all = statements.sort((a, b) => Date.parse(a.at) - Date.parse(b.at) || a.seq - b.seq);
  return { latest: latestByKey(all), all, problems };
}

function isStatement(name: string): boolean {
  return name.endsWith(".json") && !name.startsWith(".");
}

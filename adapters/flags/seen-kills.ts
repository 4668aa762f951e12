import type { PublicKey } from "../../core/attest/index.ts";
import { type KillStatement, kills, latestByKey, unsealKill } from "../../core/flags/index.ts";

/** A signed statement as it stands in its file. */
export interface StatementFile {
  readonly name: string;
  readonly text: string;
}

export interface KillReading {
  /** The last statement on each key. */
  readonly latest: ReadonlyMap<string, KillStatement>;
  /** All of them, by time. */
  readonly all: readonly KillStatement[];
  readonly problems: readonly string[];
}

/** Statements, as far as their signatures hold. */
export function judged(files: readonly StatementFile[], trusted: readonly PublicKey[]): KillReading {
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

/**
 * The last statement on each key that a process has seen. What was once seen killed is lifted by a signed statement only.
 */
export class SeenKills {
  readonly #seen = new Map<string, KillStatement>();

  /** @returns what was there and does not count, one text each */
  take(files: readonly StatementFile[], trusted: readonly PublicKey[]): readonly string[] {
    const { latest, problems } = judged(files, trusted);
    for (const [key, statement] of latestByKey([...this.#seen.values(), ...latest.values()]))
      this.#seen.set(key, statement);
    return problems;
  }

  killed(now: number): ReadonlySet<string> {
    return new Set([...this.#seen.values()].filter((statement) => kills(statement, now)).map(({ key }) => key));
  }

  /** Changes when a drill's kill ends by itself. */
  drills(now: number): string {
    const drills = [...this.#seen.values()].filter(({ drill }) => drill);
    return drills.map((statement) => `${statement.key} ${kills(statement, now)}`).join(" ");
  }
}

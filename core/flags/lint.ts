import { nearest } from "../text/index.ts";
import { rfc3339 } from "../time/index.ts";
import { approvalFault } from "./approval.ts";
import { checkFlags } from "./check.ts";
import { checkRegistry } from "./check-registry.ts";
import type { FindingCode, FlagContext } from "./finding.ts";
import { byKey, type Registry } from "./registry.ts";

/** A place in a file; lines and columns count from 1. */
export interface LintPosition {
  readonly file: string;
  readonly line: number;
  readonly column: number;
}

/** A flag named in code or in a stack's config. */
export interface LintUse {
  readonly key: string;
  readonly position: LintPosition;
  /** Of a stack's config: where it is to be in force. Code is held to the places of all stacks, see `lintFlags`. */
  readonly context?: FlagContext;
  readonly on?: boolean;
}

export interface LintFinding {
  readonly code: FindingCode | "unused";
  readonly level: "error" | "warning";
  readonly key: string;
  readonly position: LintPosition;
  readonly text: string;
  readonly next: string;
}

/**
 * Holds a registry and everything that names its flags against each other: what `checkRegistry` says of the registry,
 * what `checkFlags` says of each use, and flags that have expired or that nobody uses. Code is out of scope where its flag
 * is in scope in none of the places that it is deployed to.
 *
 * @param now Epoch milliseconds.
 * @param places Where the code is deployed to, one for each stack; none: nothing is known of it.
 * @returns in the order of files and lines.
 */
export function lintFlags(
  registry: Registry,
  uses: readonly LintUse[],
  now: number,
  places: readonly FlagContext[] = [],
): readonly LintFinding[] {
  const entries = byKey(registry);
  const used = new Set(uses.map(({ key }) => key));
  const at = (key: string, index = 0): LintPosition => ({
    file: registry.file,
    ...(entries.get(key)?.[index]?.position ?? { line: 1, column: 1 }),
  });
  const found: LintFinding[] = checkRegistry(registry).map(({ code, level, key, text, next }) => ({
    code,
    level,
    key,
    position: at(key, code === "duplicate" ? 1 : 0),
    text: text.replace(/, used by .*$/, ""),
    next,
  }));
  for (const [key, [flag]] of entries) {
    const { expiresAt, owner } = flag!;
    if (expiresAt !== null && now >= expiresAt)
      found.push({
        code: "expired",
        level: "error",
        key,
        position: at(key),
        text: `flag ${key} (owner ${owner ?? "none"}) expired at ${rfc3339(expiresAt)}`,
        next: used.has(key)
          ? `remove its uses, then its entry in ${registry.file}`
          : `remove its entry in ${registry.file}: nothing uses it`,
      });
    const fault = flag!.risk === "high" ? approvalFault(flag!, registry.approvals) : null;
    if (fault !== null)
      found.push({
        code: "unapproved-risk",
        level: "warning",
        key,
        position: at(key),
        text: `flag ${key} is of high risk and ${fault}: a deploy that turns it on is refused`,
        next: `have somebody else sign it: maestro flags approve ${key} --ticket <id> --requested-by <you> --key-file <pem>`,
      });
    if (!used.has(key))
      found.push({
        code: "unused",
        level: "warning",
        key,
        position: at(key),
        text: `flag ${key} is registered and nothing uses it`,
        next: `remove its entry in ${registry.file}`,
      });
  }
  const keys = [...entries.keys()];
  for (const use of uses) {
    const where = `${use.position.file}:${use.position.line}:${use.position.column}`;
    if (!entries.has(use.key)) {
      const near = nearest(use.key, keys);
      found.push({
        code: "unregistered",
        level: "error",
        key: use.key,
        position: use.position,
        text: `flag ${use.key} is not registered`,
        next: `${near ? `write ${near}, or ` : ""}add it to ${registry.file} with owner, scope and expires`,
      });
      continue;
    }
    const of = (context: FlagContext) =>
      checkFlags(
        [{ key: use.key, where, on: use.context === undefined ? false : (use.on ?? true) }],
        registry,
        now,
        context,
      );
    const outside = places.map((place) => of(place).some(({ code }) => code === "out-of-scope"));
    const somewhere = places[outside.indexOf(true)];
    for (const finding of of(use.context ?? somewhere ?? { stack: null, service: null, environment: null })) {
      // Owner and expiry are said once, of the registry.
      if (
        finding.code === "out-of-scope" &&
        use.context === undefined &&
        (somewhere === undefined || outside.includes(false))
      )
        continue;
      if (!["expired", "expiring", "out-of-scope", "prerequisite-off", "unapproved-risk"].includes(finding.code))
        continue;
      const { code, level, key, text, next } = finding;
      found.push({ code, level, key, position: use.position, text: text.replace(/, used by .*$/, ""), next });
    }
  }
  return found.sort(
    ({ position: a }, { position: b }) =>
      (a.file < b.file ? -1 : a.file > b.file ? 1 : 0) || a.line - b.line || a.column - b.column,
  );
}

import { relative } from "node:path";
import { parseRegistryText } from "../../adapters/flags/index.ts";
import { fileHistory } from "../../adapters/git/history.ts";
import { readLedger } from "../../adapters/ledger/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { flagTrail, type Registry, type TrailEntry } from "../../core/flags/index.ts";
import { readTime, rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { openRegistry, registryRoot } from "./registry.ts";

export interface FlagsAudit {
  readonly registry: string;
  readonly entries: readonly TrailEntry[];
  readonly ledgerVerified: boolean;
}

/**
 * Who changed which flag, when, how and why: the registry's git history, and what the ledger has of kill-switches, drills
 * and approvals.
 *
 * @throws InputError `no-history` where the registry is in no git checkout, `time-invalid`
 */
export function auditFlags(context: CommandContext, options: Readonly<Record<string, unknown>>): FlagsAudit {
  const root = registryRoot(context, options.registry);
  const { registry, path, text } = openRegistry(root, options.registry);
  const since = options.since === undefined ? Number.NEGATIVE_INFINITY : timeOf(String(options.since));
  const revisions = fileHistory(root, relative(root, path));
  const { entries, verification } = readLedger(context.stateDir);
  const trail = flagTrail(
    revisions.map((revision) => ({
      ...revision,
      registry: revision.text === null ? null : parsed(revision.text, registry.file),
    })),
    entries,
    revisions.at(-1)?.text === text ? null : { registry, who: personOf() },
  );
  return {
    registry: registry.file,
    entries: trail.filter(
      ({ key, at }) => (options.key === undefined || key === options.key) && (at === null || at >= since),
    ),
    ledgerVerified: verification.verified,
  };
}

/** One line an event, and one a field. */
export function auditText({ entries, ledgerVerified }: FlagsAudit): string {
  const lines = entries.flatMap(({ at, who, key, what, why, reference, fields }) => [
    `${at === null ? "not committed       " : rfc3339(at)}  ${key || "the registry"} ${what} by ${who}: ${why || "no reason"}${reference ? ` (${reference.replace(/^([0-9a-f]{12})[0-9a-f]+$/, "$1")})` : ""}`,
    ...fields.map(({ field, from, to }) => `    ${field}: ${from ?? "–"} → ${to ?? "–"}`),
  ]);
  return [...lines, ...(ledgerVerified ? [] : ["the ledger does not verify: see maestro ledger verify"])].join("\n");
}

function parsed(text: string, file: string): Registry | "unreadable" {
  try {
    return parseRegistryText(text, file);
  } catch (error) {
    if (error instanceof InputError) return "unreadable";
    throw error;
  }
}

function timeOf(text: string): number {
  const outcome = readTime(text, undefined, "start");
  if (outcome.ok) return outcome.time.at;
  throw new InputError("time-invalid", outcome.expected, { field: "--since", next: outcome.next });
}

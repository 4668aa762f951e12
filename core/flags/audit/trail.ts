import type { LedgerEntry } from "../../ledger/index.ts";
import type { Registry } from "../registry.ts";
import { type FlagChange, registryChanges } from "./changes.ts";

/** One thing that happened to a flag: who, when, what, why. */
export interface TrailEntry {
  /** Epoch ms; null: the working tree, not committed. */
  readonly at: number | null;
  readonly who: string;
  readonly key: string;
  readonly what: FlagChange["change"] | "killed" | "lifted" | "drilled" | "approved" | "unreadable";
  readonly why: string;
  readonly from: "registry" | "ledger" | "working tree";
  /** The commit, or the ledger's entry. */
  readonly reference: string | null;
  readonly fields: FlagChange["fields"];
}

/** A registry as one commit left it; null: the commit left none. `unreadable`: it does not parse. */
export interface RegistryRevision {
  readonly commit: string;
  readonly author: string;
  readonly at: number;
  readonly subject: string;
  readonly registry: Registry | null | "unreadable";
}

const kinds: Readonly<Record<string, TrailEntry["what"]>> = {
  "flag.killed": "killed",
  "flag.lifted": "lifted",
  "flag.drilled": "drilled",
  "flag.approved": "approved",
};

/**
 * What happened to flags, oldest first: changes of the registry, commit by commit, and what the ledger has of
 * kill-switches, drills and approvals. A revision that does not parse is an entry of its own; changes are then held
 * against the last that did.
 *
 * @param revisions oldest first
 * @param working the registry now, where it is not what the last commit has
 */
export function flagTrail(
  revisions: readonly RegistryRevision[],
  entries: readonly LedgerEntry[],
  working: { readonly registry: Registry; readonly who: string } | null,
): readonly TrailEntry[] {
  let last: Registry | null = null;
  const trail: TrailEntry[] = [];
  for (const { commit, author, at, subject, registry } of revisions) {
    const base = { at, who: author, why: subject, from: "registry", reference: commit } as const;
    if (registry === "unreadable") {
      trail.push({ ...base, key: "", what: "unreadable", fields: [] });
      continue;
    }
    for (const { key, change, fields } of registryChanges(last, registry))
      trail.push({ ...base, key, what: change, fields });
    last = registry;
  }
  for (const { kind, at, actor, body, seq } of entries) {
    const what = kinds[kind];
    if (what === undefined) continue;
    const why = String(body.reason ?? body.ticket ?? body.outcome ?? "");
    const reference = `ledger entry ${seq}`;
    trail.push({
      at: Date.parse(at),
      who: actor,
      key: String(body.key),
      what,
      why,
      from: "ledger",
      reference,
      fields: [],
    });
  }
  trail.sort((a, b) => a.at! - b.at!);
  if (working !== null)
    for (const { key, change, fields } of registryChanges(last, working.registry))
      trail.push({
        ...{ at: null, who: working.who, key, what: change, why: "not committed" },
        ...{ from: "working tree", reference: null, fields },
      });
  return trail;
}

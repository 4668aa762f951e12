import { diffAlone, diffContracts } from "../diff/diff.ts";
import { isTransitive, strictest } from "../diff/direction.ts";
import type { PairDiff } from "../diff/finding.ts";
import { type ContractPair, pairContracts } from "../diff/pairs.ts";
import type { ReadContract } from "../lint/lint.ts";
import { witnessText } from "../registry/history.ts";
import type { Contract } from "../schema.ts";
import { changeDigest, type Deprecation, deprecationId } from "./deprecation.ts";

/** What is in force and what a release brings. */
export interface ReleaseContracts {
  readonly prev: readonly ReadContract[];
  readonly history: readonly ReadContract[];
  readonly next: readonly ReadContract[];
}

/** A file in migrations/. Versions are text, as mappings have them. */
export interface DeclaredMapping {
  readonly id: string;
  readonly entity: string;
  readonly from: string;
  readonly to: string;
  readonly reversible: boolean;
  /** Names of the fields of both shapes: they have to be those of the contracts. */
  readonly fields: { readonly from: readonly string[]; readonly to: readonly string[] };
}

/** What may make a breaking change good. */
export interface PlanFacts {
  readonly deprecations: readonly Deprecation[];
  readonly mappings: readonly DeclaredMapping[];
  /** Digests of changes with a valid signature, and in which roles it was given. */
  readonly signed: ReadonlyMap<string, readonly string[]>;
  readonly classes: Readonly<Record<string, string>>;
  readonly noticeDays: number;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export interface ReleaseProblem {
  readonly code: "contract-breaking";
  readonly entity: string;
  readonly pair: PairDiff;
  /** What of the plan is missing. */
  readonly missing: readonly string[];
  /** Whom it breaks, the record that shows it, and what is missing. */
  readonly text: string;
  readonly next: string;
}

export interface ReleaseJudgement {
  readonly problems: readonly ReleaseProblem[];
  /** Mappings that the release needs, by id: of breaking changes with a whole plan. */
  readonly mappings: readonly string[];
}

/**
 * Whether a release may bring its contracts. A change that breaks the declared mode needs a plan: an announced date, a
 * mapping of the records where there is another version, and the signature of the owner over all of it. The mode is the
 * stricter of both versions', so that no change can declare itself harmless.
 * @param service Of the release; contracts of other services are passed over.
 */
export function judgeRelease(contracts: ReleaseContracts, facts: PlanFacts, service: string | null): ReleaseJudgement {
  const { prev, history, next } = contracts;
  const transitive = (pair: ContractPair): boolean => isTransitive(modeOf(pair));
  const { pairs } = pairContracts(prev, next, history, transitive, false);
  const problems: ReleaseProblem[] = [];
  const mappings = new Set<string>();
  for (const pair of pairs) {
    // Who speaks it is what was in force: a change cannot take itself out.
    const speaker = pair.prev === null ? pair.next?.contract.service : pair.prev.contract.service;
    if (pair.prev === null || (service !== null && speaker !== undefined && speaker !== service)) continue;
    const before = pair.prev.contract;
    const after = pair.next?.contract ?? null;
    const diff =
      after === null
        ? diffAlone(before, "prev", { classes: facts.classes })
        : diffContracts(before, after, { classes: facts.classes });
    if (!diff.breaking) continue;
    const plan = planOf(before, after, prev.includes(pair.prev), facts);
    if (plan.mapping !== null) mappings.add(plan.mapping);
    if (plan.missing.length > 0) problems.push(problemOf(diff, before, plan.missing));
  }
  return { problems, mappings: [...mappings] };
}

function modeOf({ prev, next }: ContractPair): Contract["compatibility"] {
  return strictest(prev?.contract.compatibility ?? "none", next?.contract.compatibility ?? "none");
}

interface Plan {
  readonly missing: readonly string[];
  readonly mapping: string | null;
}

/** @param inForce only records of the version in force are there to be mapped */
function planOf(prev: Contract, next: Contract | null, inForce: boolean, facts: PlanFacts): Plan {
  const terms = facts.deprecations.find(
    ({ entity, from, to }) => entity === prev.entity && from === prev.version && to === (next?.version ?? null),
  );
  const owner = prev.owner ?? next?.owner;
  const signature = `the signature of ${owner ?? "an owner, which it does not have"}`;
  if (terms === undefined) {
    const needed = ["a deprecation date", ...(next !== null && inForce ? ["a mapping"] : []), signature];
    return { missing: needed, mapping: null };
  }
  const missing: string[] = [];
  const earliest = plusDays(terms.announcedOn, facts.noticeDays);
  if (terms.until < earliest)
    missing.push(`a date that is no earlier than ${earliest} (${facts.noticeDays} days' notice)`);
  if (terms.announcedOn > facts.today) missing.push(`an announcement that is made: it is dated ${terms.announcedOn}`);
  const mapping = next === null || !inForce ? null : mappingOf(prev, next, terms, facts);
  if (next !== null && inForce && mapping === null)
    missing.push(`the mapping migrations/${terms.mapping ?? "<id>"}.yaml, from and to the fields of these versions`);
  const served = next !== null && mapping?.reversible !== false;
  if (!served && inForce && facts.today <= terms.until)
    missing.push(`the end of ${terms.until}: nothing serves version ${prev.version} beside it until then`);
  const roles = facts.signed.get(changeDigest(prev, next, terms)) ?? [];
  if (owner === undefined || !roles.includes(owner)) missing.push(signature);
  return { missing, mapping: missing.length === 0 ? (mapping?.id ?? null) : null };
}

function mappingOf(prev: Contract, next: Contract, terms: Deprecation, facts: PlanFacts): DeclaredMapping | null {
  const found = facts.mappings.find(
    ({ id, entity, from, to, fields }) =>
      id === terms.mapping &&
      entity === prev.entity &&
      from === String(prev.version) &&
      to === String(next.version) &&
      sameNames(fields.from, prev) &&
      sameNames(fields.to, next),
  );
  return found ?? null;
}

function sameNames(names: readonly string[], { fields }: Contract): boolean {
  return names.length === fields.length && fields.every(({ name }) => names.includes(name));
}

const SHOWN = 3;

function problemOf(pair: PairDiff, prev: Contract, missing: readonly string[]): ReleaseProblem {
  const breaks = pair.findings.filter(({ severity }) => severity === "breaking");
  const lines = breaks.slice(0, SHOWN).map((finding) => {
    const shown = witnessText(finding);
    return `  - ${finding.message}${shown === "" ? "" : `\n    ${shown}`}`;
  });
  const more = breaks.length > SHOWN ? [`  - and ${breaks.length - SHOWN} more`] : [];
  const to = pair.to ?? null;
  const announced = missing[0] !== "a deprecation date";
  const step = announced
    ? `ig-contracts sign-off ${prev.entity}, once the rest of the plan in contracts/deprecations/${deprecationId({ entity: prev.entity, from: prev.version, to })}.json is there`
    : `ig-contracts deprecate ${prev.entity} --until <date> --reason <why>${to === null ? "" : " --mapping <id>"}`;
  return {
    code: "contract-breaking",
    entity: prev.entity,
    pair,
    missing,
    text: [
      `${prev.entity} ${pair.from} → ${to ?? "no contract"} breaks what it promises (${pair.mode}):`,
      ...lines,
      ...more,
      `  It lacks ${missing.join(", ")}`,
    ].join("\n"),
    next: step,
  };
}

function plusDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + days * 86_400_000).toISOString().slice(0, 10);
}

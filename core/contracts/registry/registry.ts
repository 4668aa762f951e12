import { diffContracts } from "../diff/diff.ts";
import type { PairDiff } from "../diff/finding.ts";
import { compareVersions } from "../diff/version.ts";
import type { Deprecation } from "../release/deprecation.ts";
import type { Contract } from "../schema.ts";

/** Where a version lies: in force, to come, or past. */
export type Stage = "in force" | "next" | "past";

export interface RegistryVersion {
  readonly contract: Contract;
  readonly file: string;
  readonly stage: Stage;
  /** Against the version before it; null for the first. */
  readonly change: PairDiff | null;
}

export interface RegistryEntry {
  readonly entity: string;
  /** Newest first. */
  readonly versions: readonly RegistryVersion[];
  /** The version in force; where none is, the newest. */
  readonly current: RegistryVersion;
  readonly deprecations: readonly Deprecation[];
}

export interface RegistryInput {
  readonly contracts: readonly { readonly contract: Contract; readonly file: string }[];
  readonly deprecations: readonly Deprecation[];
  /** The policy's classes of retention. */
  readonly classes: Readonly<Record<string, string>>;
}

/** Every entity with its versions and what changed between them, by name. A version that stands twice is taken once. */
export function registryOf({ contracts, deprecations, classes }: RegistryInput): RegistryEntry[] {
  const byEntity = Map.groupBy(contracts, ({ contract }) => contract.entity);
  return [...byEntity.entries()]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([entity, found]) => {
      const ordered = distinct(found).sort((a, b) => compareVersions(a.contract.version, b.contract.version));
      const versions = ordered.map(({ contract, file }, index): RegistryVersion => {
        const before = ordered[index - 1];
        const change = before === undefined ? null : diffContracts(before.contract, contract, { classes });
        return { contract, file, stage: stageOf(file), change };
      });
      const newest = versions.toReversed();
      return {
        entity,
        versions: newest,
        current: newest.find(({ stage }) => stage === "in force") ?? newest[0]!,
        deprecations: deprecations.filter((one) => one.entity === entity),
      };
    });
}

/** A version in force counts before the same one to come, and that before a past one. */
function distinct(found: RegistryInput["contracts"]): { contract: Contract; file: string }[] {
  const rank: Record<Stage, number> = { "in force": 0, next: 1, past: 2 };
  const byVersion = new Map<string, { contract: Contract; file: string }>();
  for (const one of found.toSorted((a, b) => rank[stageOf(a.file)] - rank[stageOf(b.file)])) {
    const version = String(one.contract.version);
    if (!byVersion.has(version)) byVersion.set(version, one);
  }
  return [...byVersion.values()];
}

function stageOf(file: string): Stage {
  const folder = file.split(/[/\\]/).findLast((part) => ["prev", "next", "history"].includes(part));
  return folder === "prev" ? "in force" : folder === "history" ? "past" : "next";
}

import type { ReadContract } from "../lint/lint.ts";
import { compareVersions } from "./version.ts";

/** Two versions of an entity that are compared; one is null where the other is alone. */
export interface ContractPair {
  readonly prev: ReadContract | null;
  readonly next: ReadContract | null;
}

export interface Pairing {
  readonly pairs: readonly ContractPair[];
  /** Contracts of a version that another file has already. */
  readonly doubled: readonly { readonly read: ReadContract; readonly first: ReadContract }[];
}

/**
 * Pairs the versions of each entity: the highest of PREV with the highest of NEXT, and, for those that ask for it, every
 * earlier one in PREV and history too.
 */
export function pairContracts(
  prev: readonly ReadContract[],
  next: readonly ReadContract[],
  history: readonly ReadContract[],
  isTransitive: (pair: ContractPair) => boolean,
  single: boolean,
): Pairing {
  // Two files that are named are compared, whatever they hold.
  if (single && prev.length === 1 && next.length === 1 && prev[0]!.contract.entity !== next[0]!.contract.entity)
    return { pairs: [{ prev: prev[0]!, next: next[0]! }], doubled: [] };
  const doubled: { read: ReadContract; first: ReadContract }[] = [];
  const [before, after] = [byEntity(prev, doubled), byEntity(next, doubled)];
  const past = byEntity(history, []);
  const pairs = [...new Set([...before.keys(), ...after.keys()])].sort().flatMap((entity): ContractPair[] => {
    const [old, current] = [before.get(entity) ?? [], after.get(entity) ?? []];
    const last: ContractPair = { prev: old.at(-1) ?? null, next: current.at(-1) ?? null };
    if (last.next === null || !isTransitive(last)) return [last];
    const known = new Map([...(past.get(entity) ?? []), ...old].map((read) => [String(read.contract.version), read]));
    const earlier = [...known.values()]
      .filter((read) => read !== last.prev && compareVersions(read.contract.version, last.next!.contract.version) < 0)
      .sort(byVersion)
      .reverse();
    return [
      ...(last.prev === null && earlier.length > 0 ? [] : [last]),
      ...earlier.map((read) => ({ prev: read, next: last.next })),
    ];
  });
  return { pairs, doubled };
}

function byEntity(
  reads: readonly ReadContract[],
  doubled: { read: ReadContract; first: ReadContract }[],
): Map<string, ReadContract[]> {
  const found = new Map<string, ReadContract[]>();
  for (const read of reads) {
    const { entity, version } = read.contract;
    const others = found.get(entity) ?? [];
    const first = others.find((one) => one.contract.version === version);
    if (first === undefined) found.set(entity, [...others, read].sort(byVersion));
    else doubled.push({ read, first });
  }
  return found;
}

function byVersion(a: ReadContract, b: ReadContract): number {
  return compareVersions(a.contract.version, b.contract.version);
}

import { InputError } from "../../errors/index.ts";
import type { Value } from "../model.ts";
import type { CompatibilityMode, Contract } from "../schema.ts";
import { smallestRecord } from "../witness/sample.ts";
import { type Change, change, type Place, placeKeys, placeText } from "./change.ts";
import { codes, diffText, severityOf } from "./codes.ts";
import { DIRECTIONS, type Direction, directionsOf, strictest, upgradeFirst } from "./direction.ts";
import type { DiffFinding, PairDiff } from "./finding.ts";
import { about, owner } from "./rules/about.ts";
import { compatibility } from "./rules/compatibility.ts";
import { held } from "./rules/held.ts";
import { keys } from "./rules/keys.ts";
import { purpose } from "./rules/purpose.ts";
import { retention } from "./rules/retention.ts";
import { sla } from "./rules/sla.ts";
import { type Bump, bumpBetween, compareVersions, largerBump } from "./version.ts";
import { diffFields, type Inheritor, type WalkSettings } from "./walk.ts";
import { type Versions, witnessOf } from "./witness.ts";

export interface DiffOptions {
  /** In place of what the contracts promise. */
  readonly mode?: CompatibilityMode | undefined;
  /** The policy's classes of retention. */
  readonly classes?: Readonly<Record<string, string>> | undefined;
  /** Default true. */
  readonly witnesses?: boolean | undefined;
}

/**
 * What changed between two versions of a contract, whom it breaks under the promised mode, and a record that shows it.
 *
 * @throws InputError `mixed-entities` and `version-order` for two contracts that are no versions after one another.
 */
export function diffContracts(prev: Contract, next: Contract, options: DiffOptions = {}): PairDiff {
  if (prev.entity !== next.entity)
    throw new InputError("mixed-entities", `${prev.entity} and ${next.entity} are two entities`, {
      field: "entity",
      next: "compare versions of one entity",
    });
  if (compareVersions(prev.version, next.version) > 0)
    throw new InputError("version-order", `version ${next.version} comes before ${prev.version}`, {
      field: "version",
      next: "give the earlier version first, or raise the later one",
    });
  const versions: Versions = { prev, next, classes: options.classes ?? {} };
  const changes = changesOf(versions);
  return verdict(changes, versions, options);
}

function changesOf({ prev, next, classes }: Versions): Change[] {
  const root: Place = { parent: null, step: null, prev: asValue(prev), next: asValue(next) };
  const inheritors: WalkSettings["inheritors"] = { purpose: [], retention: [] };
  const fields = diffFields(root, prev.fields, next.fields, {
    prev,
    next,
    classes,
    read: DIRECTIONS,
    inheritors,
  });
  const heldBy = (all: readonly Inheritor[], direction: Direction, side: "prev" | "next") => {
    const found = all.find(({ read }) => read.includes(direction));
    return found && held(found.place, found[side]);
  };
  const used = {
    old: heldBy(inheritors.purpose, "backward", "prev"),
    new: heldBy(inheritors.purpose, "forward", "next"),
  };
  const kept = {
    longer: heldBy(
      inheritors.retention.filter(({ prev }) => prev.pii),
      "backward",
      "prev",
    ),
    shorter: heldBy(inheritors.retention, "forward", "next"),
  };
  return [
    ...compatibility(prev, next, root),
    ...owner(prev, next, root),
    ...keys(prev, next, root),
    ...sla(prev, next, root),
    ...purpose(prev.purpose, next.purpose, root, used),
    ...retention(prev.retention, next.retention, root, kept, classes),
    ...about(prev, next, root),
    ...fields,
  ];
}

function verdict(changes: readonly Change[], versions: Versions, options: DiffOptions): PairDiff {
  const { prev, next } = versions;
  const mode = options.mode ?? strictest(prev.compatibility, next.compatibility);
  const promised = directionsOf(mode);
  const broken = new Set(DIRECTIONS.filter((one) => changes.some(({ breaks }) => breaks[one] !== undefined)));
  const breaking = promised.some((direction) => broken.has(direction));
  const required = requiredBump(changes, mode === "none" ? broken.size > 0 : breaking);
  const declared = bumpBetween(prev.version, next.version);
  const all =
    largerBump(required, declared) === declared ? changes : [...changes, tooLow(required, declared, versions)];
  return {
    entity: next.entity,
    from: prev.version,
    to: next.version,
    mode,
    breaking,
    semver: { required, declared },
    upgradeFirst: upgradeFirst(mode, broken),
    findings: all.map((one) => findingOf(one, promised, versions, options.witnesses ?? true)),
  };
}

function requiredBump(changes: readonly Change[], breaking: boolean): Bump {
  return breaking ? "major" : changes.map(({ code }) => codes[code].bump).reduce<Bump>(largerBump, "none");
}

function tooLow(required: Bump, declared: Bump, { prev, next }: Versions): Change {
  const root: Place = { parent: null, step: null, prev: asValue(prev), next: asValue(next) };
  return change("version-too-low", { required, declared }, root, { key: "version" });
}

function findingOf(one: Change, promised: readonly Direction[], versions: Versions, witnesses: boolean): DiffFinding {
  const breaks = DIRECTIONS.filter((direction) => one.breaks[direction] !== undefined);
  const severity = severityOf(one.code, breaks, promised);
  const path = placeText(one.place, one.side);
  return {
    code: one.code,
    severity,
    path: path === "" ? one.key : path,
    meta: one.meta,
    message: `${path === "" ? versions.next.entity : path} ${diffText(one.code, one.meta)}`,
    breaks,
    witness: witnesses && severity === "breaking" ? witnessOf(one, promised, versions) : null,
    at: { side: one.side, keys: [...placeKeys(one.place, one.side), ...keysOf(one.key)] },
  };
}

function keysOf(key: string): (string | number)[] {
  return key === "" ? [] : key.split(".").map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}

function asValue({ fields }: Contract): Value {
  return { type: "object", nullable: false, fields };
}

/** A contract that came or went: without one, nothing can be read any more. */
export function diffAlone(contract: Contract, side: "prev" | "next", options: DiffOptions = {}): PairDiff {
  const mode = options.mode ?? contract.compatibility;
  const gone = side === "prev";
  const breaking = gone && mode !== "none";
  const record = smallestRecord(contract.fields);
  const code = gone ? "contract-removed" : "contract-added";
  const meta = { entity: contract.entity };
  return {
    entity: contract.entity,
    from: gone ? contract.version : null,
    to: gone ? null : contract.version,
    mode,
    breaking,
    semver: { required: gone ? "major" : "minor", declared: gone ? "none" : "major" },
    upgradeFirst: gone ? "consumers" : "any",
    findings: [
      {
        code,
        severity: breaking ? "breaking" : codes[code].level,
        path: "",
        meta,
        message: `${contract.entity} ${diffText(code, meta)}`,
        breaks: gone ? DIRECTIONS : [],
        witness: breaking
          ? { record, validUnder: "prev", failsUnder: "next", reason: `there is no contract of ${contract.entity}` }
          : null,
        at: { side, keys: ["entity"] },
      },
    ],
  };
}

import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import {
  type ContractPolicy,
  contractPolicySchema,
  type DeclaredMapping,
  judgeRelease,
  type ReadContract,
  type ReleaseContracts,
  type ReleaseProblem,
  SIGN_OFFS,
} from "../../core/contracts/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { compileMapping, mappingFile } from "../../core/migration/index.ts";
import { readDeprecations } from "../contracts/deprecations.ts";
import { contractFiles, type FileText } from "../contracts/files.ts";
import { parseContracts, type ReadContracts, readContracts } from "../contracts/read.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readApprovalFiles, readApprovers } from "./approvals.ts";
import type { Deployment } from "./deployment.ts";
import { readPolicyFile } from "./read.ts";
import { type TrustedRef, trustedRefs } from "./trusted.ts";

const policyFile = "contracts/policy.yaml";

export interface ContractsJudgement {
  /** One a text: empty when it may be deployed. */
  readonly problems: readonly ReleaseProblem[];
  /** Files that are no contracts, as one line each: what cannot be read permits nothing. */
  readonly unreadable: readonly string[];
  /** Mappings that the release needs, by id. */
  readonly mappings: readonly string[];
}

/**
 * Judges the contracts that a release brings (contracts/next) against those in force: the one function that pack, guard,
 * preview and cutover ask. What is in force comes from the trusted commit, and from the working tree beside it, which can
 * so only tighten; plans count from the working tree, for what makes them count is a signature.
 *
 * @param now Epoch milliseconds.
 * @throws InputError with file, line and field
 */
export async function judgeContracts(root: string, deployment: Deployment, now: number): Promise<ContractsJudgement> {
  const { config } = deployment;
  const ref = (config.policy as { ref?: unknown } | undefined)?.ref;
  const trusted = await trustedRefs(root, typeof ref === "string" ? ref : null);
  const inForce = await Promise.all(trusted.map((one) => contractsAt(one)));
  const here = { prev: readHere(root, "prev"), history: readHere(root, "history"), next: readHere(root, "next") };
  const sides = [...inForce, { prev: here.prev, history: here.history }].filter(({ prev }) => isAny(prev));
  const unreadable = [...sides.flatMap(({ prev, history }) => [prev, history]), here.next].flatMap(linesOf);
  if (sides.length === 0 || unreadable.length > 0) return { problems: [], unreadable, mappings: [] };
  const facts = await planFacts(root, trusted, now);
  const service = typeof config.service === "string" ? config.service : null;
  const judged = sides.map(({ prev, history }) => {
    const contracts: ReleaseContracts = {
      prev: prev.contracts,
      history: history.contracts,
      next: here.next.contracts,
    };
    return judgeRelease(contracts, facts, service);
  });
  const problems = judged.flatMap((one) => one.problems);
  return {
    problems: problems.filter(({ text }, index) => problems.findIndex((other) => other.text === text) === index),
    unreadable: [],
    mappings: [...new Set(judged.flatMap(({ mappings }) => mappings))],
  };
}

/** The judgement as a pack reports it: one text each. */
export function contractProblemTexts({ problems, unreadable }: ContractsJudgement): string[] {
  return [
    ...unreadable.map((line) => `${line}.\n  Next: ig-contracts lint.`),
    ...problems.map(({ text, next }) => `${text}.\n  Next: ${next}.`),
  ];
}

function isAny({ contracts, unreadable }: ReadContracts): boolean {
  return contracts.length > 0 || unreadable.length > 0;
}

function linesOf({ unreadable }: ReadContracts): string[] {
  return unreadable.map(({ message, position: { file, line, column } }) => `${file}:${line}:${column} ${message}`);
}

function readHere(root: string, folder: string): ReadContracts {
  const path = `contracts/${folder}`;
  return existsSync(join(root, path)) ? readContracts(root, contractFiles(root, [path])) : parseContracts([]);
}

async function contractsAt(
  trusted: TrustedRef,
): Promise<Pick<Record<"prev" | "history", ReadContracts>, "prev" | "history">> {
  const [prev, history] = await Promise.all(
    ["contracts/prev", "contracts/history"].map(async (folder) => parseContracts(await textsAt(trusted, folder))),
  );
  return { prev: prev!, history: history! };
}

const DEPTH = 4;
/** Processes of git at once. */
const WIDTH = 8;

async function textsAt(trusted: TrustedRef, folder: string, depth = DEPTH): Promise<FileText[]> {
  const names = await trusted.list(folder);
  const found: FileText[] = [];
  for (let from = 0; from < names.length; from += WIDTH) {
    const some = names.slice(from, from + WIDTH).map(async (name): Promise<FileText[]> => {
      if (!/\.ya?ml$/.test(name)) return depth > 0 ? textsAt(trusted, name, depth - 1) : [];
      const text = await trusted.read(name);
      return text === null ? [] : [{ file: `${trusted.commit.slice(0, 12)}:${name}`, text }];
    });
    found.push(...(await Promise.all(some)).flat());
  }
  return found;
}

async function planFacts(root: string, trusted: readonly TrustedRef[], now: number) {
  const policies = await Promise.all([policyHere(root), ...trusted.map(policyAt)]);
  const known = policies.filter((one) => one !== null);
  // The trusted commit's classes come last and so count; the longest notice does.
  const classes = Object.assign({}, ...known.map(({ retention }) => retention.classes)) as Record<string, string>;
  return {
    deprecations: readDeprecations(root),
    mappings: mappingsHere(root),
    signed: await signedChanges(root, trusted, now),
    classes,
    noticeDays: Math.max(0, ...known.map(({ deprecation }) => deprecation.noticeDays)),
    today: new Date(now).toISOString().slice(0, 10),
  };
}

async function policyHere(root: string): Promise<ContractPolicy | null> {
  const file = await readPolicyFile(join(root, policyFile), policyFile);
  return file === null ? null : parseYamlFile(file.text, policyFile, contractPolicySchema);
}

async function policyAt(trusted: TrustedRef): Promise<ContractPolicy | null> {
  const text = await trusted.read(policyFile);
  const name = `${trusted.commit.slice(0, 12)}:${policyFile}`;
  return text === null ? null : parseYamlFile(text, name, contractPolicySchema);
}

/** @throws InputError for a mapping that does not hold together: a plan that cannot be run is none */
function mappingsHere(root: string): DeclaredMapping[] {
  const folder = join(root, "migrations");
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .map((name) => {
      const file = `migrations/${name}`;
      const { mapping } = parseYamlFile(readFileSync(join(folder, name), "utf8"), file, mappingFile);
      const { from, to, reversible } = compileMapping(mapping);
      const fields = { from: Object.keys(from.fields), to: Object.keys(to.fields) };
      return { id: mapping.id, entity: mapping.entity, from: from.version, to: to.version, reversible, fields };
    });
}

/** Changes that somebody has signed, with the roles of who did. */
async function signedChanges(
  root: string,
  trusted: readonly TrustedRef[],
  now: number,
): Promise<Map<string, readonly string[]>> {
  const signed = new Map<string, readonly string[]>();
  if (!existsSync(join(root, SIGN_OFFS))) return signed;
  const registry = await readApprovers(root, trusted);
  for (const { check } of await readApprovalFiles(root, registry, now, SIGN_OFFS)) {
    if (check.status !== "valid" || check.approval.predicate.purpose !== "contract") continue;
    const { change } = check.approval.bound;
    if (change !== undefined) signed.set(change, [...(signed.get(change) ?? []), check.approval.predicate.role]);
  }
  return signed;
}

/**
 * The contracts of the working tree, for commands that prepare a plan.
 * @throws InputError for a file that is none: what it held must not look as if it had ended
 */
export function contractsInForce(root: string): { prev: readonly ReadContract[]; next: readonly ReadContract[] } {
  const sides = { prev: readHere(root, "prev"), next: readHere(root, "next") };
  const [wrong] = [...sides.prev.unreadable, ...sides.next.unreadable];
  if (wrong !== undefined)
    throw new InputError(wrong.rule, wrong.message, {
      ...wrong.position,
      field: wrong.path,
      next: "ig-contracts lint",
    });
  return { prev: sides.prev.contracts, next: sides.next.contracts };
}

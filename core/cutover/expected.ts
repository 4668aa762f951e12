import { canonicalJson } from "../ledger/index.ts";

/** How the engine writes a string, and what else it does not know in a preview. */
const UNKNOWN = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** One resource as a preview wants it to be. */
export interface WantedResource {
  readonly urn: string;
  readonly type: string;
  /** What the engine would do to it from where the stack is now: create, update, replace, same, … */
  readonly op: string;
  readonly inputs: Readonly<Record<string, unknown>>;
}

export interface ExpectedOperation {
  readonly op: "create" | "update" | "replace" | "delete";
  readonly type: string;
  readonly name: string;
  /** Inputs that change; empty for create and delete. */
  readonly inputs: readonly string[];
}

export interface ExpectedStep {
  readonly step: string;
  readonly operations: readonly ExpectedOperation[];
  readonly same: number;
}

/**
 * What each step is expected to do, from previews of every step's release that were all taken from where the stack is
 * now. A preview shows everything up to its step, so the steps are the differences between neighbours: a resource that
 * only the later one wants is created, one that only the earlier wants deleted, one with other inputs updated, or
 * replaced where the engine says replace for the later and did not for the earlier.
 *
 * Expected, not promised: an input that is only known once an earlier step has run (the port of a new replica) counts
 * as changed by every later step that changes the config, since it may be.
 * @param now the resources of the stack's state
 * @param steps in the plan's order; a step that changes no config has its neighbour's very array
 */
export function expectedSteps(
  now: readonly Omit<WantedResource, "op">[],
  steps: readonly { readonly step: string; readonly wanted: readonly WantedResource[] }[],
): ExpectedStep[] {
  let before = new Map(now.map((resource) => [resource.urn, { ...resource, op: "same" }]));
  let last: readonly WantedResource[] | null = null;
  return steps.map(({ step, wanted }) => {
    if (wanted === last) return { step, operations: [], same: wanted.length };
    last = wanted;
    const after = new Map(wanted.map((resource) => [resource.urn, resource]));
    const operations = [...after.values()].flatMap((resource) => between(before.get(resource.urn), resource));
    for (const resource of before.values())
      if (!after.has(resource.urn)) operations.push({ ...named(resource), op: "delete", inputs: [] });
    const same = [...after.keys()].filter((urn) => before.has(urn)).length - operations.filter(changes).length;
    before = after;
    return { step, operations, same };
  });
}

function between(before: WantedResource | undefined, after: WantedResource): ExpectedOperation[] {
  if (before === undefined) return [{ ...named(after), op: "create", inputs: [] }];
  const inputs = changedInputs(before.inputs, after.inputs);
  if (inputs.length === 0) return [];
  const replaces = /replace/.test(after.op) && !/replace/.test(before.op);
  return [{ ...named(after), op: replaces ? "replace" : "update", inputs }];
}

/** Names of the top-level inputs that differ; the provider's own serialised code is not the user's. */
function changedInputs(before: WantedResource["inputs"], after: WantedResource["inputs"]): string[] {
  const names = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter((name) => !name.startsWith("__"));
  const text = (value: unknown): string => (value === undefined ? "" : canonicalJson(value));
  return names.filter((name) => text(before[name]) !== text(after[name]) || text(after[name]).includes(UNKNOWN)).sort();
}

function changes({ op }: ExpectedOperation): boolean {
  return op === "update" || op === "replace";
}

/** `pulumi-nodejs:dynamic/local:Router` and the URN's last part. */
function named({ urn, type }: Pick<WantedResource, "urn" | "type">): { type: string; name: string } {
  return { type: type.split(/[:/]/).at(-1)!, name: urn.split("::").at(-1)! };
}

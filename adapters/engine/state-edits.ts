import type { StateEdit } from "../../core/freeze-audit/index.ts";

/** A resource of a checkpoint, as far as edits are told by it. */
export interface Held {
  readonly urn: string;
  readonly protect: boolean;
  /** The whole of it, canonical. */
  readonly text: string;
}

/** A stack's state after an update, and what that update did. Times are epoch ms. */
export interface Checkpoint {
  readonly at: number;
  readonly kind: string;
  readonly changes: Readonly<Record<string, number>>;
  readonly resources: readonly Held[];
}

/**
 * Edits of the state that no update made: what `pulumi state unprotect`, `state delete`, `state rename` and `stack import`
 * leave. Between two updates only two signs are sure: a destroy does not run the program, so that what it deleted cannot
 * have been protected; and a resource that is gone after an update that deleted none was taken out by hand. After the last
 * one the state itself is compared.
 * @param checkpoints oldest first
 * @param current the state as it is and when it was written; null where it is not known
 */
export function stateEdits(
  stack: string,
  checkpoints: readonly Checkpoint[],
  current: { readonly at: number; readonly resources: readonly Held[] } | null,
): StateEdit[] {
  const edits: StateEdit[] = [];
  const note = (kind: StateEdit["kind"], urns: readonly string[], after: number, before: number): void => {
    if (urns.length > 0) edits.push({ stack, kind, urns, after, before });
  };
  for (const [index, next] of checkpoints.entries()) {
    const before = checkpoints[index - 1];
    if (before === undefined) continue;
    const left = new Set(next.resources.map(({ urn }) => urn));
    const gone = before.resources.filter(({ urn }) => !left.has(urn));
    if (next.kind === "destroy")
      note(
        "unprotected",
        gone.filter(({ protect }) => protect).map(({ urn }) => urn),
        before.at,
        next.at,
      );
    const deleted = Object.entries(next.changes).some(
      ([operation, n]) => /delete|replace|discard/.test(operation) && n > 0,
    );
    if (!deleted)
      note(
        "removed",
        gone.map(({ urn }) => urn),
        before.at,
        next.at,
      );
  }
  const last = checkpoints.at(-1);
  if (last === undefined || current === null) return edits;
  const then = new Map(last.resources.map((held) => [held.urn, held]));
  const now = new Map(current.resources.map((held) => [held.urn, held]));
  const at = Math.max(current.at, last.at);
  const both = current.resources.filter(({ urn }) => then.has(urn));
  const lifted = both.filter(({ urn, protect }) => !protect && then.get(urn)!.protect).map(({ urn }) => urn);
  note("unprotected", lifted, last.at, at);
  note(
    "removed",
    last.resources.filter(({ urn }) => !now.has(urn)).map(({ urn }) => urn),
    last.at,
    at,
  );
  note(
    "added",
    current.resources.filter(({ urn }) => !then.has(urn)).map(({ urn }) => urn),
    last.at,
    at,
  );
  const others = both.filter((held) => then.get(held.urn)!.text !== held.text && !lifted.includes(held.urn));
  note(
    "changed",
    others.map(({ urn }) => urn),
    last.at,
    at,
  );
  return edits;
}

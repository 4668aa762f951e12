import {
  type ApprovalFile,
  readApprovalFiles,
  readApprovers,
  sourceDigest,
  trustedRefs,
} from "../../adapters/policy/index.ts";
import type { VerifiedApproval } from "../../core/attest/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { boundOf } from "./request.ts";
import { freezeRoot } from "./rules.ts";

/** What one file below freeze/approvals is, and whether it counts. */
export interface VerifiedFile {
  readonly file: string;
  readonly status: "counts" | "refused" | "revocation";
  readonly code: string | null;
  readonly text: string;
  readonly id: string | null;
  readonly approver: string | null;
  readonly role: string | null;
  readonly target: string | null;
  readonly ticket: string | null;
  readonly category: string | null;
  readonly expiresAt: string | null;
}

/**
 * Every approval and revocation, checked as the gates check them: signature, key, role, dates, revocation, and that it is
 * for this source tree and, with a stack, for its config and plan.
 * @param now epoch milliseconds
 */
export async function verifyFiles(context: CommandContext, now: number): Promise<VerifiedFile[]> {
  const root = freezeRoot(context);
  const registry = await readApprovers(root, await trustedRefs(root));
  const files = await readApprovalFiles(root, registry, now);
  const source = await sourceDigest(root);
  const here = context.stack === undefined ? null : (await boundOf(context, root, context.stack, {})).bound;
  return files.map((one) => verified(one, { source, config: here?.config ?? null, stack: context.stack ?? null }));
}

interface Here {
  readonly source: string;
  /** Null where no stack was named. */
  readonly config: string | null;
  readonly stack: string | null;
}

function verified({ file, check }: ApprovalFile, here: Here): VerifiedFile {
  const nobody = { approver: null, role: null, target: null, ticket: null, category: null, expiresAt: null };
  if (check.status === "revocation")
    return { file, status: "revocation", code: null, text: `revokes ${check.approval}`, id: check.approval, ...nobody };
  if (check.status === "refused")
    return { file, status: "refused", code: check.code, text: check.text, id: check.id, ...nobody };
  const { approver, role, target, ticket, category, expiresAt } = check.approval.predicate;
  const against = mismatch(check.approval, here);
  return {
    file,
    status: against === null ? "counts" : "refused",
    code: against?.code ?? null,
    text: against?.text ?? `${approver} (${role}) approved ${ticket} for ${target ?? "a merge"} until ${expiresAt}`,
    id: check.approval.id,
    ...{ approver, role, target, ticket, category, expiresAt },
  };
}

function mismatch({ predicate: p, bound }: VerifiedApproval, here: Here): { code: string; text: string } | null {
  if (p.purpose !== "freeze") return { code: "purpose-differs", text: `it is for ${p.purpose}, not for a freeze` };
  if (p.target === null)
    return bound.head === undefined ? { code: "digest-differs", text: "it is bound to no commit" } : null;
  if (here.stack !== null && p.target !== here.stack)
    return { code: "target-differs", text: `it is for ${p.target}, not for ${here.stack}` };
  const differs = (name: string, now: string): { code: string; text: string } => ({
    code: "digest-differs",
    text: `the ${name} here is ${now}, approved was ${bound[name] ?? "none"}`,
  });
  if (bound.source !== here.source) return differs("source", here.source);
  if (bound.config === undefined || (here.config !== null && bound.config !== here.config))
    return differs("config", here.config ?? "not bound");
  return null;
}

import { flagApprovalsFolder } from "../../adapters/policy/index.ts";
import { InputError, RefusedError } from "../../core/errors/index.ts";
import { approvalBound } from "../../core/flags/index.ts";
import { nearest } from "../../core/text/index.ts";
import { checkApprover, handOf, option } from "../approvals/hand.ts";
import { signed, writeApproval } from "../approvals/statement.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { intoLedger } from "./into-ledger.ts";
import { openRegistry, registryRoot } from "./registry.ts";

export interface FlagApprovalGiven {
  readonly id: string;
  readonly file: string;
  readonly key: string;
  readonly approver: string;
  readonly role: string;
  readonly ticket: string;
  readonly expiresAt: string;
  readonly bound: Readonly<Record<string, string>>;
  readonly keyId: string;
  readonly ledger: "written" | "waiting";
}

const day = 86_400_000;

/**
 * Signs that a flag of high risk may be turned on as its entry stands: bound to key, scope, expiry and the whole entry,
 * until the flag expires, at most a year. Any change of the entry needs another signature.
 *
 * @throws InputError before anything is written: no such flag, a key that is nobody's, an approver who asked or who owns
 *   the flag.
 */
export async function approveFlag(
  context: CommandContext,
  key: string,
  options: Readonly<Record<string, unknown>>,
): Promise<FlagApprovalGiven> {
  const ticket = option(options.ticket, "--ticket");
  const requestedBy = option(options.requestedBy, "--requested-by");
  const now = context.now();
  const root = registryRoot(context, undefined);
  const { registry } = openRegistry(root, undefined);
  const flag = registry.flags.find((each) => each.key === key);
  if (!flag) {
    const keys = registry.flags.map((each) => each.key);
    throw new InputError("flag-unknown", `there is no flag ${key}`, {
      file: registry.file,
      field: "KEY",
      next: `maestro flags approve ${nearest(key, keys) ?? "<key>"}`,
    });
  }
  const until = Math.min(flag.expiresAt ?? Number.POSITIVE_INFINITY, now + 365 * day);
  if (until <= now)
    throw new RefusedError("flag-expired", `flag ${key} has expired`, { file: registry.file, next: "extend it first" });
  const hand = await handOf(context, root, options.keyFile, null);
  const role = typeof options.role === "string" ? options.role : hand.owner.roles[0]!;
  checkApprover(hand.owner, role, null, [requestedBy, ...(flag.owner === null ? [] : [flag.owner])]);
  const bound = approvalBound(flag);
  const approval = signed(
    hand,
    { purpose: "flag", target: key, ticket, role, requestedBy, expiresAt: until, bound },
    flagApprovalsFolder,
    now,
  );
  writeApproval(root, flagApprovalsFolder, approval);
  const { id, file } = approval;
  const { approver, expiresAt } = approval.predicate;
  const told = { id, file, key, approver, role, ticket, expiresAt, bound, keyId: hand.signer.keyId };
  const ledger = await intoLedger({ ...context, purpose: "a flag's approval" }, (open) =>
    open.append({ actor: personOf(), runId: null, kind: "flag.approved", body: { ...told, requestedBy } }),
  );
  return { ...told, ledger };
}

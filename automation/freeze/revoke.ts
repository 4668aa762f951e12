import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { approvalsFolder, readApprovalFiles } from "../../adapters/policy/index.ts";
import { signRevocation } from "../../core/attest/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { handOf, option, wholeSecond } from "../approvals/hand.ts";
import type { CommandContext } from "../cli/command.ts";
import { personOf } from "../cutover/run.ts";
import { freezeRoot } from "./rules.ts";

export interface Revoked {
  readonly approval: string;
  readonly file: string;
  readonly revokedBy: string;
  readonly reason: string;
}

/**
 * Takes an approval back, at once and for good; any registered person may, for any approval.
 * @param named the approval's file below freeze/approvals, or its id
 * @throws InputError `approval-unknown`, or for key and options; nothing is written then
 */
export async function revoke(
  context: CommandContext,
  named: string | undefined,
  options: Readonly<Record<string, unknown>>,
): Promise<Revoked> {
  const root = freezeRoot(context);
  const wanted = option(named, "<approval>");
  const { signer, owner, registry } = await handOf(context, root, options.keyFile, option(options.as, "--as"));
  const reason = option(options.reason, "--reason");
  const approval = await idOf(root, wanted, registry, context.now());
  const envelope = signRevocation(
    { approval, revokedBy: owner.id, reason, revokedAt: wholeSecond(context.now()) },
    signer,
  );
  const file = `${approvalsFolder}/revoked-${approval.slice(7, 23)}-${owner.id.replace(/[^A-Za-z0-9._-]/g, "-")}.json`;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a revocation" });
  try {
    const body = { approval, file, revokedBy: owner.id, reason, keyId: signer.keyId };
    ledger.append({ actor: personOf(), runId: null, kind: "freeze.revoked", body });
    mkdirSync(join(root, approvalsFolder), { recursive: true });
    writeFileAtomic(join(root, file), `${JSON.stringify(envelope, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  return { approval, file, revokedBy: owner.id, reason };
}

async function idOf(
  root: string,
  wanted: string,
  registry: Parameters<typeof readApprovalFiles>[1],
  now: number,
): Promise<string> {
  // An approval that is not here may be revoked by its id: it may lie in somebody else's checkout.
  if (/^sha256:[0-9a-f]{64}$/.test(wanted)) return wanted;
  const files = await readApprovalFiles(root, registry, now);
  const found = files.find(({ file }) => file === wanted || file.endsWith(`/${wanted}`));
  const id =
    found === undefined
      ? null
      : found.check.status === "valid"
        ? found.check.approval.id
        : found.check.status === "refused"
          ? found.check.id
          : null;
  if (id !== null) return id;
  throw new InputError("approval-unknown", `there is no approval ${wanted}`, {
    file: wanted,
    next: "maestro freeze verify lists them",
  });
}

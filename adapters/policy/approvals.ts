import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type ApprovalCheck,
  type Approver,
  type ApproverRegistry,
  approversSchema,
  NO_APPROVERS,
  readApproval,
  readRevocation,
  revocationsOf,
} from "../../core/attest/index.ts";
import { type Approval, freezeApproval } from "../../core/freeze/index.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readHead } from "./head.ts";
import { readPolicyFile } from "./read.ts";
import { approvalsFolder, sourceDigest } from "./source-digest.ts";
import type { TrustedRef } from "./trusted.ts";

export const approversFile = "freeze/approvers.yaml";

/**
 * Who may approve: in a git checkout those of the trusted commits that the working tree has not removed, so that nobody
 * makes themselves an approver; outside of one, the working tree's.
 * @throws InputError with file, line and field
 */
export async function readApprovers(root: string, trusted: readonly TrustedRef[]): Promise<ApproverRegistry> {
  const file = await readPolicyFile(join(root, approversFile), approversFile);
  const here = file === null ? NO_APPROVERS : parseYamlFile(file.text, approversFile, approversSchema);
  // The trusted commit's entries count as they stand there; every other source can only remove.
  let approvers: ApproverRegistry["approvers"] | null = null;
  for (const { commit, read } of trusted) {
    const text = await read(approversFile);
    if (text === null) return NO_APPROVERS;
    const named = parseYamlFile(text, `${commit.slice(0, 12)}:${approversFile}`, approversSchema).approvers;
    approvers = approvers === null ? named : approvers.filter((one) => named.some((other) => sameEntry(one, other)));
  }
  if (approvers === null) return here;
  const kept = new Set(here.approvers.map(({ key }) => key.keyId));
  return { approvers: approvers.filter(({ key }) => kept.has(key.keyId)) };
}

function sameEntry(a: Approver, b: Approver): boolean {
  return a.key.keyId === b.key.keyId && a.id === b.id && a.roles.every((role) => b.roles.includes(role));
}

export interface ApprovalFile {
  readonly file: string;
  readonly check: ApprovalCheck | { readonly status: "revocation"; readonly approval: string };
}

/**
 * Every file below freeze/approvals, or another folder, and what it is. The source tree is not looked at. What was revoked
 * in a trusted commit is revoked, whether or not the working tree still says so.
 * @param more files from elsewhere, by name: of a commit that is to be merged
 */
export async function readApprovalFiles(
  root: string,
  registry: ApproverRegistry,
  now: number,
  folder = approvalsFolder,
  trusted: readonly TrustedRef[] = [],
  more: ReadonlyMap<string, string> = new Map(),
): Promise<ApprovalFile[]> {
  const names = await readdir(join(root, folder)).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT" || error.code === "ENOTDIR") return [];
    throw error;
  });
  const here = await Promise.all(
    names
      .filter((name) => name.endsWith(".json"))
      .sort()
      .map(async (name) => ({ file: `${folder}/${name}`, bytes: await readFile(join(root, folder, name)) })),
  );
  const elsewhere = [...more].map(([file, text]) => ({ file, bytes: Buffer.from(text, "utf8") }));
  const committed = await Promise.all(
    trusted.map(async ({ list, read }) => {
      const there = (await list(folder)).filter((file) => file.endsWith(".json"));
      return (await Promise.all(there.map(read))).filter((text) => text !== null);
    }),
  );
  const revocations = revocationsOf(
    [...[...here, ...elsewhere].map(({ bytes }) => bytes), ...committed.flat()],
    registry,
  );
  const known = new Set(here.map(({ bytes }) => bytes.toString("base64")));
  const files = [...here, ...elsewhere.filter(({ bytes }) => !known.has(bytes.toString("base64")))];
  return files.map(({ file, bytes }) => {
    const revocation = readRevocation(bytes, registry);
    return {
      file,
      check:
        revocation.status === "valid"
          ? { status: "revocation", approval: revocation.revocation.approval }
          : readApproval(bytes, registry, revocations, now),
    };
  });
}

/**
 * The approvals that are bound to a commit which is to be merged: signed as above, and given for that commit or for one
 * that differs from it by approvals alone.
 * @param sha the commit's full id; null: not known, so that none counts
 */
export async function readMergeApprovals(
  root: string,
  trusted: readonly TrustedRef[],
  registry: ApproverRegistry,
  sha: string | null,
  now: number,
): Promise<Approval[]> {
  if (sha === null || registry.approvers.length === 0) return [];
  const head = await readHead(root, sha);
  const files = await readApprovalFiles(root, registry, now, approvalsFolder, trusted, head.files);
  return files.flatMap(({ file, check }) =>
    check.status === "valid" &&
    check.approval.predicate.target === null &&
    head.same.includes(check.approval.bound.head ?? "")
      ? freezeApproval(check.approval).map((one) => ({ ...one, headSha: sha, file }))
      : [],
  );
}

/**
 * The approvals that count for the source tree as it is: signed by a registered key, unexpired, not revoked, and bound to
 * this tree. Stack, ticket and config are the decision's matter.
 */
export async function readApprovals(root: string, trusted: readonly TrustedRef[], now: number): Promise<Approval[]> {
  const registry = await readApprovers(root, trusted);
  const files =
    registry.approvers.length === 0 ? [] : await readApprovalFiles(root, registry, now, approvalsFolder, trusted);
  const valid = files.flatMap(({ file, check }) => (check.status === "valid" ? [{ file, ...check }] : []));
  if (valid.length === 0) return [];
  const source = await sourceDigest(root);
  return valid.flatMap(({ file, approval }) =>
    approval.bound.source === source ? freezeApproval(approval).map((one) => ({ ...one, file })) : [],
  );
}

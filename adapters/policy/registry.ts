import { join } from "node:path";
import { InputError } from "../../core/errors/index.ts";
import type { Flag, Registry } from "../../core/flags/index.ts";
import { parseRegistryText } from "../flags/registry-text.ts";
import { readApprovalFiles, readApprovers } from "./approvals.ts";
import { readPolicyFile } from "./read.ts";
import { type TrustedRef, trustedRefs } from "./trusted.ts";

export const registryFile = "flags/registry.yaml";

/** Signed approvals of flags of high risk, a file each. */
export const flagApprovalsFolder = "flags/approvals";

/**
 * The project's flags, from the working tree, with the signed approvals of those of high risk. Without a file no flag is
 * registered: every use is then refused, and a project without flags needs none.
 *
 * @param now epoch milliseconds, for approvals that have ended
 * @throws InputError with file, line and field when it is malformed.
 */
export async function readRegistry(root: string, now: number): Promise<Registry> {
  const file = await readPolicyFile(join(root, registryFile), registryFile);
  if (file === null) return { file: registryFile, flags: [] };
  return withFlagApprovals(root, parseRegistry(file.text, registryFile), now);
}

/**
 * A registry with the approvals that lie in its project. Approvers are those of the trusted commit, and a flag that is of
 * high risk there is so here, whatever the working tree says: else a change could spare itself the approval.
 */
export async function withFlagApprovals(root: string, here: Registry, now: number): Promise<Registry> {
  const trusted = here.flags.length === 0 ? [] : await trustedRefs(root);
  const risky = new Set((await Promise.all(trusted.map(highRisk))).flat());
  const lowered = (flag: Flag): boolean => flag.risk !== "high" && risky.has(flag.key);
  const registry = here.flags.some(lowered)
    ? { ...here, flags: here.flags.map((flag) => (lowered(flag) ? { ...flag, risk: "high" as const } : flag)) }
    : here;
  if (!registry.flags.some(({ risk }) => risk === "high")) return registry;
  const approvers = await readApprovers(root, trusted);
  const files = await readApprovalFiles(root, approvers, now, flagApprovalsFolder);
  const valid = files.flatMap(({ check }) => (check.status === "valid" ? [check.approval] : []));
  const refused = files.flatMap(({ file, check }) => (check.status === "refused" ? [{ file, text: check.text }] : []));
  return { ...registry, approvals: { valid, refused } };
}

/** The flags of high risk at a commit; of a registry that is malformed there, none. */
async function highRisk(trusted: TrustedRef): Promise<readonly string[]> {
  const text = await trusted.read(registryFile);
  if (text === null || !/\brisk\b/.test(text)) return [];
  try {
    const { flags } = parseRegistry(text, registryFile);
    return flags.filter(({ risk }) => risk === "high").map(({ key }) => key);
  } catch (error) {
    if (error instanceof InputError) return [];
    throw error;
  }
}

/** @throws InputError with file, line and field. */
export function parseRegistry(text: string, file: string): Registry {
  return parseRegistryText(text, file);
}

import { createHash } from "node:crypto";
import { readdir, readFile, readlink } from "node:fs/promises";
import { join } from "node:path";

/** What is built, installed or written by a run: no source. */
const outside = new Set([".git", "node_modules", ".maestro", "dist", "reports", "coverage"]);
export const approvalsFolder = "freeze/approvals";
export const sloApprovalsFolder = "slo/approvals";
export const budgetStatementFile = "slo/budget.json";
export const debtFile = "slo/debt.json";
/** What is recorded beside the source and bound by digests of its own: it does not change what was approved. */
const recorded = new Set([approvalsFolder, sloApprovalsFolder, budgetStatementFile, debtFile]);
/** A stack's config changes with every step of a cutover, and is bound by its own digest. */
const stackFile = /^Pulumi\..+\.ya?ml$/;

/**
 * `sha256:<hex>` over names and contents of the project's files, without approvals and the budget statement: adding one
 * does not change what was approved. A link counts by where it points.
 */
export async function sourceDigest(root: string): Promise<string> {
  const lines: string[] = [];
  const walk = async (folder: string): Promise<void> => {
    for (const entry of await readdir(join(root, folder), { withFileTypes: true })) {
      const path = folder === "" ? entry.name : `${folder}/${entry.name}`;
      if (outside.has(entry.name) || recorded.has(path)) continue;
      if (folder === "" && stackFile.test(entry.name)) continue;
      if (entry.isDirectory()) await walk(path);
      else if (entry.isSymbolicLink()) lines.push(`link ${hash(await readlink(join(root, path)))} ${path}`);
      else if (entry.isFile()) lines.push(`file ${hash(await readFile(join(root, path)))} ${path}`);
    }
  };
  await walk("");
  return `sha256:${hash(lines.sort().join("\n"))}`;
}

function hash(content: string | Uint8Array): string {
  return createHash("sha256").update(content).digest("hex");
}

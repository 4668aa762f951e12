import { existsSync, readFileSync } from "node:fs";
import { basename, join } from "node:path";
import { backendOf } from "../../adapters/engine/environment.ts";
import { readHistories } from "../../adapters/engine/history.ts";
import type { ApprovalFile } from "../../adapters/policy/index.ts";
import { approvalsFolder, readApprovalFiles, readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import { openYaml } from "../../adapters/yaml/index.ts";
import type { StackHistory } from "../../core/freeze-audit/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { CommandContext } from "../cli/command.ts";

/** The histories of a project's stacks, and where they were read; `unread` says why there is none. */
export function historiesOf(
  context: CommandContext,
  root: string,
): { readonly backend: string | null; readonly unread: string | null; readonly histories: readonly StackHistory[] } {
  const { env, stateDir, stack } = context;
  const file = join(root, "Pulumi.yaml");
  // Without a project there are no stacks.
  if (!existsSync(file)) return { backend: null, unread: null, histories: [] };
  const { url } = backendOf({ env, stateDir, project: { dir: root } });
  if (url === null || !url.startsWith("file://"))
    return {
      backend: url,
      unread: "the audit reads file backends; Pulumi Cloud keeps an audit log of its own",
      histories: [],
    };
  const { name } = openYaml(readFileSync(file, "utf8"), file).value as { name?: unknown };
  const all = readHistories(url, typeof name === "string" ? name : basename(root), namespace);
  return { backend: url, unread: null, histories: all.filter((h) => stack === undefined || h.stack === stack) };
}

/** The files below freeze/approvals, each with what it is worth now. */
export async function approvalFilesOf(root: string, now: number): Promise<readonly ApprovalFile[]> {
  const trusted = await trustedRefs(root);
  return await readApprovalFiles(root, await readApprovers(root, trusted), now, approvalsFolder, trusted);
}

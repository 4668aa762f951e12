import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { openLedger } from "../../adapters/ledger/index.ts";
import { approvalsFolder, sourceDigest } from "../../adapters/policy/index.ts";
import { approvedPlanDigest, makePlan } from "../../core/cutover/index.ts";
import { InputError } from "../../core/errors/index.ts";
import {
  type ApprovalRequest,
  approvalRequestSchema,
  approvedConfigDigest,
  deployRequest,
  requestName,
  ticketId,
} from "../../core/freeze/index.ts";
import { readTime } from "../../core/time/index.ts";
import { namespace, validateInputs } from "../../stacks/inputs.ts";
import { option, wholeSecond } from "../approvals/hand.ts";
import type { CommandContext } from "../cli/command.ts";
import { mappingOption, planOptions } from "../cutover/command-support.ts";
import { personOf } from "../cutover/run.ts";
import { planWanted } from "../cutover/wanted-plan.ts";
import { freezeRoot } from "./rules.ts";

export const requestsFolder = `${approvalsFolder}/requests`;

export interface WrittenRequest {
  readonly file: string;
  readonly request: ApprovalRequest;
}

/**
 * Writes down one change for approvers to sign, bound to what is here now: the source tree, the stack's config and, with
 * `--to`, the cutover plan; or with `--head` a commit, for a merge.
 * @throws InputError naming the option; nothing is written then
 */
export async function writeRequest(
  context: CommandContext,
  options: Readonly<Record<string, unknown>>,
): Promise<WrittenRequest> {
  const root = freezeRoot(context);
  const ticket = ticketId(option(options.ticket, "--ticket"));
  if (ticket === null)
    throw bad("--ticket", "is not the id of a CAB ticket", "write it as CAB-123", "ticket-malformed");
  const target = options.head === undefined ? stackOf(context) : null;
  const parsed = approvalRequestSchema.safeParse({
    kind: "freeze-request",
    target,
    ticket,
    requestedBy: typeof options.requestedBy === "string" ? options.requestedBy : personOf().replace(/^person:/, ""),
    category: options.category ?? null,
    reason: options.reason ?? "",
    limits: limitsOf(options),
    expiresAt: wholeSecond(expiryOf(option(options.expires, "--expires"), context.now())),
    ...(target === null
      ? { versions: null, bound: { head: options.head } }
      : await boundOf(context, root, target, options)),
  });
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw bad(flagOf(issue!.path), issue!.message, "correct it", "option-invalid");
  }
  const request = parsed.data;
  const file = `${requestsFolder}/${requestName(request)}.json`;
  const ledger = openLedger(context.stateDir, context.now, { purpose: "a request for approval" });
  try {
    ledger.append({ actor: personOf(), runId: null, kind: "freeze.requested", body: { ...request, file } });
    mkdirSync(join(root, requestsFolder), { recursive: true });
    writeFileAtomic(join(root, file), `${JSON.stringify(request, null, 2)}\n`);
  } finally {
    ledger.close();
  }
  return { file, request };
}

/** The digests that a deploy of a stack has now, and the versions that the change may bring. */
export async function boundOf(
  context: CommandContext,
  root: string,
  stack: string,
  options: Readonly<Record<string, unknown>>,
): Promise<Pick<ApprovalRequest, "bound" | "versions">> {
  const sections = StackFile.read(root, stack, namespace).sections();
  const { run: _, ...config } = sections;
  const bound = { source: await sourceDigest(root), config: approvedConfigDigest(config) };
  if (options.to === undefined) return { bound, versions: versionsIn(config, stack) };
  const stackFile = `Pulumi.${stack}.yaml`;
  const wanted = planWanted(
    stack,
    { inputs: validateInputs(sections, stackFile), sections },
    {
      to: option(options.to, "--to"),
      options: planOptions(context, {}),
      mapping: mappingOption(context, options),
    },
  );
  const plan = makePlan(wanted);
  return { bound: { ...bound, plan: approvedPlanDigest(plan) }, versions: [plan.from.version, plan.to.version] };
}

function versionsIn(config: Readonly<Record<string, unknown>>, stack: string): string[] | null {
  const versions = deployRequest(config, stack).versions ?? [];
  return versions.length === 0 ? null : [...new Set(versions)];
}

function stackOf({ stack }: CommandContext): string {
  if (stack !== undefined) return stack;
  throw bad("--stack", "is missing", "add --stack <name>, or --head <commit> for a merge", "stack-missing");
}

function limitsOf(options: Readonly<Record<string, unknown>>): object | null {
  const number = (value: unknown): number | null => (value === undefined ? null : Number(value));
  const limits = {
    maxCanaryWeight: number(options.maxCanaryWeight),
    minAcaScore: number(options.minAcaScore),
    minSamples: number(options.minSamples),
  };
  return Object.values(limits).every((limit) => limit === null) ? null : limits;
}

/** `24h`, `3d`, or an instant. */
function expiryOf(text: string, now: number): number {
  const [, count, unit] = /^(\d{1,4})(m|h|d)$/.exec(text) ?? [];
  const after = count === undefined ? null : Number(count) * { m: 60_000, h: 3_600_000, d: 86_400_000 }[unit as "m"]!;
  const outcome = after === null ? readTime(text, undefined, "end") : null;
  if (outcome !== null && !outcome.ok)
    throw bad("--expires", outcome.expected, "write 24h, or 2026-12-24T18:00:00Z", "time-invalid");
  const at = after === null ? (outcome as { time: { at: number } }).time.at : now + after;
  if (at <= now) throw bad("--expires", "is over", "give a later time", "time-invalid");
  if (at > now + 92 * 86_400_000)
    throw bad("--expires", "is more than 92 days away", "give an earlier time", "time-invalid");
  return at;
}

function flagOf(path: readonly PropertyKey[]): string {
  const last = String(path.at(-1) ?? "");
  return `--${last.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

function bad(field: string, message: string, next: string, code: string): InputError {
  return new InputError(code, `${field} ${message}`, { field, next });
}

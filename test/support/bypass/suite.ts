import type { FreezeAudit } from "../../../automation/documents/freeze-audit.ts";
import type { Run } from "../pack-project.ts";
import { approvalAttempts, approvedChange } from "./approval-attempts.ts";
import type { Attempt } from "./attempt.ts";
import { backoutAttempts } from "./backout-attempts.ts";
import { calendarAttempts } from "./calendar-attempts.ts";
import { engineAttempts } from "./engine-attempts.ts";
import { environmentAttempts } from "./environment-attempts.ts";
import { foundAttempts } from "./found-attempts.ts";
import { mergeAttempts } from "./merge-attempts.ts";
import type { BypassWorld } from "./world.ts";

/** All of them; those that change the stack come last. */
export const attempts: readonly Attempt[] = [
  ...engineAttempts,
  ...calendarAttempts,
  ...environmentAttempts,
  ...backoutAttempts,
  ...approvalAttempts,
  ...mergeAttempts,
  approvedChange,
  ...foundAttempts,
];

export interface Made {
  readonly attempt: Attempt;
  readonly run: Run;
  /** Calls that reached the provider. */
  readonly touched: readonly string[];
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** What the audit found, made right after an attempt that cannot be refused: the next one changes the state again. */
  readonly audit: FreezeAudit | null;
}

/** Makes one attempt in a world that is as it was before. */
export async function make(world: BypassWorld, attempt: Attempt): Promise<Made> {
  if (attempt.expect !== "found") await world.reset();
  const from = Date.now();
  const run = await attempt.run(world);
  const to = Date.now();
  const audit = attempt.expect === "found" ? await auditOf(world) : null;
  return { attempt, run, touched: await world.project.touched(), from, to, audit };
}

export async function auditOf(world: BypassWorld): Promise<FreezeAudit> {
  const { stdout, output } = await world.maestro(["freeze", "audit", "--checks", world.checks, "--json"]);
  try {
    return JSON.parse(stdout) as FreezeAudit;
  } catch {
    throw new Error(`the audit printed no document: ${output}`);
  }
}

export interface Row {
  readonly id: string;
  readonly way: string;
  readonly what: string;
  readonly expect: Attempt["expect"];
  readonly exitCode: number;
  /** command, pack, guard, fence, protect, merge-check; for what cannot be refused `–`. */
  readonly by: string;
  /** Where the audit has it. */
  readonly entry: string;
  readonly wrong: readonly string[];
}

/** Holds what an attempt did against what it should have done, and looks it up in the audit. */
export function rowOf(made: Made, audit: FreezeAudit): Row {
  const { attempt, run, touched } = made;
  const { id, way, what, expect, says } = attempt;
  const wrong: string[] = [];
  if (expect === "found") {
    const hit = made.audit?.findings.find(({ code, at }) => code === says && Date.parse(at) >= made.from - 1_000);
    if (hit === undefined) wrong.push(`the audit has no finding ${says}`);
    const entry = hit ? `finding ${hit.code}` : "–";
    return { id, way, what, expect, exitCode: run.code, by: "–", entry, wrong };
  }
  if (expect === "allowed") {
    const use = audit.uses.find(
      ({ rule, at }) => rule === says && Date.parse(at) >= made.from && Date.parse(at) <= made.to,
    );
    if (run.code !== 0) wrong.push(`it was refused: ${lastLines(run.output)}`);
    if (use?.updates.length !== 1) wrong.push("the audit has no use of it with its update");
    return { id, way, what, expect, exitCode: run.code, by: "–", entry: use ? `ledger ${use.seq}` : "–", wrong };
  }
  if (run.code === 0) wrong.push("it was not refused");
  if (touched.length > 0) wrong.push(`it touched ${touched.join(", ")}`);
  if (!plain(run.output).includes(says)) wrong.push(`nobody said ${JSON.stringify(says)}: ${lastLines(run.output)}`);
  const entries = entriesOf(made, audit);
  if (entries.length === 0) wrong.push("the audit does not have it");
  const refusals = audit.refusals.filter((r) => entries.includes(`ledger ${r.seq}`));
  const by: string[] = [...new Set(refusals.map(({ via }) => via))];
  if (/\[fence-|protect/.test(run.output) && by.length === 0)
    by.push(/\[fence-/.test(run.output) ? "fence" : "protect");
  return {
    id,
    way,
    what,
    expect,
    exitCode: run.code,
    by: by.join("+") || "engine",
    entry: entries.join(", ") || "–",
    wrong,
  };
}

/** The ledger's entries and the history's updates that the audit has of an attempt: by its time, or a check by its file. */
function entriesOf({ attempt, from, to }: Made, audit: FreezeAudit): string[] {
  const within = (at: string, slack: number): boolean => Date.parse(at) >= from - slack && Date.parse(at) <= to;
  const refusals = audit.refusals.filter((r) =>
    attempt.way === "merge" ? r.via === "merge-check" && within(r.at, 0) : r.via !== "merge-check" && within(r.at, 0),
  );
  if (refusals.length > 0) return refusals.map(({ seq }) => `ledger ${seq}`);
  // The engine notes whole seconds.
  return audit.bypassAttempts
    .filter((b) => b.update !== null && within(b.at, 1_000))
    .map(({ update }) => `history ${update}`);
}

function lastLines(output: string): string {
  return plain(output)
    .split("\n")
    .filter((line) => line.trim() !== "")
    .slice(-4)
    .join(" | ")
    .slice(0, 400);
}

function plain(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what an escape begins with
  return text.replace(/\u001b\[[0-9;]*m/g, "").replace(/\s*\n\s*/g, " ");
}

export const headLine = `${"attempt".padEnd(22)} ${"way".padEnd(12)} ${"refused by".padEnd(14)} exit  ${"in the audit".padEnd(30)} what was tried`;

export function rowLine(row: Row): string {
  const line = `${row.id.padEnd(22)} ${row.way.padEnd(12)} ${row.by.padEnd(14)} ${String(row.exitCode).padStart(4)}  ${row.entry.padEnd(30)} ${row.what}`;
  return [line, ...row.wrong.map((text) => `    WRONG: ${text}`)].join("\n");
}

import { join, resolve } from "node:path";
import { InputError } from "../../../core/errors/index.ts";
import { readTime } from "../../../core/time/index.ts";
import type { FreezeAudit } from "../../documents/freeze-audit.ts";
import { freezeAudit } from "../../freeze/audit.ts";
import type { Command } from "../command.ts";

/** What the freezes let through, refused, and did not see. Exit 1 when something happened that no decision allowed, 3 without a history. */
export const command: Command = {
  example: "maestro freeze audit --json > reports/freeze-audit.json",
  declare: (leaf) => {
    leaf
      .option("--from <time>", "from then on; all when left out")
      .option("--to <time>", "until then, that day included; now when left out")
      .option("--checks <dir>", "documents of freeze-enforce --format json, such as a workflow's artifacts")
      .option("--out <dir>", "where the signed audit goes (default: audit/ in the state directory)")
      .option("--no-alert", "queue no alerts for what was found");
  },
  run: async (context, _args, options) => {
    const text = (name: string): string | undefined => options[name] as string | undefined;
    const from = timeOf("--from", text("from"))?.at ?? 0;
    const to = timeOf("--to", text("to"))?.after ?? context.now() + 1;
    if (to <= from)
      throw new InputError("end-before-start", "--to lies before --from", { field: "--to", next: "swap the two" });
    const audit = (await freezeAudit(context, {
      from,
      to,
      checks: text("checks") === undefined ? null : resolve(context.cwd, text("checks")!),
      out: text("out") === undefined ? join(context.stateDir, "audit") : resolve(context.cwd, text("out")!),
      alert: options.alert !== false,
    })) as FreezeAudit;
    // What could not be read was not found clean.
    const exitCode = audit.findings.length > 0 ? 1 : audit.history.unread === null ? 0 : 3;
    return { exitCode, document: audit, text: words(audit) };
  },
};

function timeOf(field: string, given: string | undefined): { at: number; after: number } | null {
  if (given === undefined) return null;
  const outcome = readTime(given, undefined, "start");
  if (outcome.ok) return outcome.time;
  throw new InputError("time-invalid", outcome.expected, { field, next: outcome.next });
}

function words(audit: FreezeAudit): string {
  const { windows, exceptions, approvals, uses, refusals, bypassAttempts, findings, history, ledger } = audit;
  const updates = history.stacks.reduce((sum, stack) => sum + stack.updates, 0);
  return [
    `${windows.length} windows, ${exceptions.length} exceptions, ${approvals.length} approvals`,
    ...uses.map(
      (u) => `let through  ${u.at}  ${u.stack}  ${u.verb}  ${u.rule}  ${u.ticket ?? "–"}  ${u.approvals.join(", ")}`,
    ),
    ...refusals.map(
      (r) => `refused      ${r.at}  ${r.stack ?? "–"}  ${r.verb}  by ${r.via}  ${r.code}  ${r.ticket ?? "–"}`,
    ),
    ...bypassAttempts.map((b) => `tried        ${b.at}  ${b.stack ?? "–"}  ${b.way}`),
    ...findings.map((f) => `FOUND        ${f.at}  ${f.stack}  ${f.code}: ${f.text}\n             next: ${f.next}`),
    history.unread === null
      ? `${updates} updates of ${history.stacks.length} stacks held against ${ledger.entries} entries of the ledger`
      : `NO HISTORY was read: ${history.unread}`,
    `signed by ${audit.attestation.keyId}: ${audit.attestation.file}`,
    findings.length === 0 ? "nothing that no decision allowed" : `${findings.length} findings`,
  ].join("\n");
}

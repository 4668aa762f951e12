import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import {
  type LedgerWriter,
  ledgerSigner,
  ledgerVerifier,
  openLedger,
  publicKeyPath,
  readLedger,
} from "../../adapters/ledger/index.ts";
import { calendarsInForce } from "../../adapters/policy/index.ts";
import { payloadId } from "../../core/attest/index.ts";
import { HeldError, RefusedError } from "../../core/errors/index.ts";
import { windowsBetween } from "../../core/freeze/index.ts";
import {
  alertsOf,
  approvalActs,
  authorisations,
  bypassAttempts,
  type Finding,
  judgeHistory,
  refusalsOf,
  signAudit,
  usesOf,
} from "../../core/freeze-audit/index.ts";
import { checkCheckpoints, checkpointDraft, type LedgerEntry } from "../../core/ledger/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openOutbox } from "../cutover/announcer.ts";
import { freezeAuditSchema } from "../documents/freeze-audit.ts";
import { approvalFilesOf, historiesOf } from "./audit-place.ts";
import { approvalViews, exceptionViews, findingView, useViews } from "./audit-view.ts";
import { collectChecks, collectNotes } from "./collect.ts";
import { readRules } from "./rules.ts";
import { sourcesView, windowView } from "./window-view.ts";

export interface AuditOptions {
  /** Epoch ms. */
  readonly from: number;
  readonly to: number;
  /** Folder with documents of the pull-request check, or null. */
  readonly checks: string | null;
  /** Folder that the signed audit goes to. */
  readonly out: string;
  readonly alert: boolean;
}

/**
 * Everything that a freeze let through, refused or did not see, from the ledger and the backend's history, signed.
 * Notes of pack and guard and the checks' documents are taken over into the ledger first, so that the ledger is what the
 * audit is made from.
 */
export async function freezeAudit(context: CommandContext, options: AuditOptions): Promise<Record<string, unknown>> {
  const now = context.now();
  const { root, calendars } = await readRules(context, undefined, now);
  const files = await approvalFilesOf(root, now);
  const collected = collect(context, root, options.checks);
  const reading = readLedger(context.stateDir);
  const within = (at: string): boolean => options.from <= Date.parse(at) && Date.parse(at) < options.to;
  const entries = reading.entries;
  const { backend, unread, histories } = historiesOf(context, root);
  const allowed = authorisations(entries);
  const inForce = await calendarsInForce(root, calendars);
  const judged = histories.map((history) => judgeHistory(history, allowed, inForce));
  const windows = windowsBetween(calendars, options.from, options.to);
  const findings = [...judged.flatMap((j) => j.findings), ...brokenLedger(context, reading, now)]
    .filter(({ at }) => options.from <= at && at < options.to)
    .sort((a, b) => a.at - b.at);
  const refusals = refusalsOf(entries).filter(({ at }) => within(at));
  const uses = usesOf(entries).filter(({ at }) => within(at));
  const attempts = judged.flatMap((j) => j.attempts).filter(({ update }) => within(rfc3339(update.startedAt)));
  const problems = files.flatMap(({ file, check }) =>
    check.status === "refused" ? [{ file, code: check.code, text: check.text }] : [],
  );
  const head = reading.verification.head;
  const audit = {
    period: { from: rfc3339(options.from), to: rfc3339(options.to) },
    windows: windows.map((window) => windowView(window, now)),
    exceptions: exceptionViews(windows, uses, now),
    approvals: approvalViews(files, uses),
    approvalActs: approvalActs(entries).filter(({ at }) => within(at)),
    uses: useViews(
      uses,
      judged.flatMap((j) => j.uses),
    ),
    refusals,
    bypassAttempts: bypassAttempts(refusals, attempts, problems, now),
    findings: findings.map(findingView),
    sources: sourcesView(calendars),
    ledger: {
      path: reading.path,
      entries: entries.length,
      head: { seq: head.seq, hash: head.hash },
      verified: reading.verification.verified,
      signedUpTo: checkCheckpoints(entries, ledgerVerifier(publicKeyPath(context.stateDir))).signedUpTo,
    },
    history: { backend, unread, stacks: histories.map(({ stack, updates }) => ({ stack, updates: updates.length })) },
    collected,
  };
  const attestation = sign(context, audit, { ledger: head.hash, ...calendarDigests(calendars) }, options.out, now);
  const alerts = options.alert ? await alert(context, root, findings) : { queued: 0, pending: 0 };
  return freezeAuditSchema.parse({ ...audit, attestation, alerts }) as Record<string, unknown>;
}

/** A driver at work holds the ledger: then what lies about is left for the next audit. */
function collect(
  context: CommandContext,
  root: string,
  checks: string | null,
): {
  readonly notes: number;
  readonly checks: number;
  readonly left: readonly string[];
  readonly skipped: string | null;
} {
  let ledger: LedgerWriter;
  try {
    ledger = openLedger(context.stateDir, context.now);
  } catch (error) {
    if (!(error instanceof RefusedError || error instanceof HeldError)) throw error;
    return { notes: 0, checks: 0, left: [], skipped: error.message };
  }
  try {
    const notes = collectNotes(root, ledger);
    const documents = checks === null ? { taken: 0, left: [] } : collectChecks(checks, ledger);
    // What is signed cannot be written anew, not by who can write the file either.
    const last = ledger.entries.at(-1);
    if (last !== undefined && last.kind !== "checkpoint")
      ledger.append(
        checkpointDraft(ledger.head, ledgerSigner(context.stateDir, context.env), "maestro freeze audit", null),
      );
    return { notes: notes.taken, checks: documents.taken, left: [...notes.left, ...documents.left], skipped: null };
  } finally {
    ledger.close();
  }
}

function brokenLedger(
  context: CommandContext,
  {
    entries,
    verification,
  }: {
    readonly entries: readonly LedgerEntry[];
    readonly verification: { readonly failures: readonly { readonly text: string }[] };
  },
  now: number,
): Finding[] {
  const { failures } = checkCheckpoints(entries, ledgerVerifier(publicKeyPath(context.stateDir)));
  const all = [...verification.failures, ...failures];
  if (all.length === 0) return [];
  return [
    {
      id: `ledger-broken:${all.length}:${all[0]!.text}`,
      code: "ledger-broken",
      stack: context.stack ?? "(all)",
      at: now - 1,
      window: null,
      update: null,
      text: `the ledger is not whole (${all.length} deviations): ${all[0]!.text}`,
      next: "maestro ledger verify",
    },
  ];
}

function calendarDigests(
  calendars: readonly { readonly source: { readonly from: string; readonly digest: string } | null }[],
): Record<string, string> {
  return Object.fromEntries(
    calendars.flatMap(({ source }) => (source ? [[`calendar/${source.from}`, source.digest]] : [])),
  );
}

function sign(
  context: CommandContext,
  audit: unknown,
  subjects: Readonly<Record<string, string>>,
  out: string,
  now: number,
): Record<string, unknown> {
  const signer = ledgerSigner(context.stateDir, context.env);
  const envelope = signAudit(audit, subjects, signer);
  mkdirSync(out, { recursive: true });
  const file = join(resolve(out), `freeze-audit-${new Date(now).toISOString().replace(/[-:.]/g, "")}.dsse.json`);
  writeFileAtomic(file, `${JSON.stringify(envelope, null, 2)}\n`);
  return {
    file,
    payloadDigest: payloadId(envelope),
    keyId: signer.keyId,
    publicKey: publicKeyPath(context.stateDir),
  };
}

async function alert(
  context: CommandContext,
  root: string,
  findings: readonly Finding[],
): Promise<{ readonly queued: number; readonly pending: number }> {
  const { outbox, config } = openOutbox(context, root);
  const before = outbox.read().size;
  outbox.queue(alertsOf(findings, config));
  const queued = outbox.read().size - before;
  await outbox.flush(false, context.signal);
  return { queued, pending: outbox.pending().length };
}

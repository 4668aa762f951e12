import { type LedgerWriter, openLedger } from "../../adapters/ledger/index.ts";
import type { ReleaseProblem } from "../../core/contracts/index.ts";
import type { Message } from "../../core/outbox/index.ts";
import { escapeMarkdown } from "../../core/render/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { openOutbox } from "../cutover/announcer.ts";

export const BREAKAGE_KIND = "contract.breakage-attempted";

/**
 * Writes to the ledger that a release tried to break contracts, and alerts those whom notify.yaml names. The alert is
 * delivered now where that takes a moment only; the outbox keeps what could not be.
 * @param open The ledger, where the caller writes to it already.
 */
export async function recordBreakage(
  context: CommandContext,
  attempt: { readonly projectDir: string; readonly stack: string; readonly verb: string; readonly actor: string },
  problems: readonly ReleaseProblem[],
  open?: LedgerWriter,
): Promise<void> {
  if (problems.length === 0) return;
  const { projectDir, stack, verb, actor } = attempt;
  const contracts = problems.map(({ entity, pair: { from, to, mode, findings }, missing }) => ({
    entity,
    from,
    to,
    mode,
    findings: findings.filter(({ severity }) => severity === "breaking").map(({ code, path }) => ({ code, path })),
    missing: [...missing],
  }));
  const ledger = open ?? openLedger(context.stateDir, context.now);
  let hash: string;
  try {
    ({ hash } = ledger.append({ actor, runId: null, kind: BREAKAGE_KIND, body: { stack, verb, contracts } }));
  } finally {
    if (ledger !== open) ledger.close();
  }
  const { outbox, config } = openOutbox(context, projectDir);
  const names = contracts.map(({ entity }) => entity).join(", ");
  const message: Omit<Message, "sink"> = {
    id: `contract-breakage:${hash}`,
    topic: "alert",
    title: `A release of ${stack} would break the contract of ${names}`,
    text: problems.map(({ text }) => escapeMarkdown(text)).join("\n\n"),
    facts: { stack, verb, contracts: contracts as Message["facts"][string] },
    attachments: [],
    at: context.now(),
  };
  outbox.queue(config.sinks.filter(({ on }) => on.includes("alert")).map(({ name }) => ({ ...message, sink: name })));
  await outbox.flush().catch(() => undefined);
}

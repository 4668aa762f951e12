import type { LedgerEntry } from "../ledger/index.ts";
import { recordOf } from "./entries.ts";

/** A deploy that a freeze refused and that nobody has tried again since. */
export interface HeldDeploy {
  /** Of its refusal in the ledger; people name it by this. */
  readonly id: number;
  readonly what: "up" | "cutover";
  readonly stack: string;
  readonly at: string;
  readonly by: string;
  readonly window: string | null;
  readonly ticket: string | null;
  /** Of the config that was refused; null where it is not known. */
  readonly configDigest: string | null;
  readonly cutover: {
    readonly service: string;
    readonly to: string;
    /** `default`, `short`, or what a plan file calls itself. */
    readonly plan: string;
    readonly mapping: string | null;
  } | null;
}

/**
 * The queue: of each stack the last refused `up` and the last refused cutover, oldest first, without those that went out,
 * were tried anew or dropped since.
 */
export function heldDeploys(entries: readonly LedgerEntry[]): HeldDeploy[] {
  const held = new Map<string, HeldDeploy>();
  const started = new Map<string, HeldDeploy>();
  for (const entry of entries) {
    const { seq, at, actor, runId } = entry;
    const decided = recordOf(entry, "operation.decided");
    if (decided?.verb === "up") {
      const key = `up ${decided.stack}`;
      held.delete(key);
      if (decided.decision === "deny")
        held.set(key, {
          id: seq,
          what: "up",
          stack: decided.stack,
          at,
          by: actor,
          window: decided.window?.name ?? null,
          ticket: decided.ticket,
          configDigest: decided.configDigest,
          cutover: null,
        });
    }
    const dropped = entry.kind === "held.dropped" ? (entry.body as { held?: unknown }).held : undefined;
    for (const [key, { id }] of held) if (id === dropped) held.delete(key);
    if (runId === null) continue;
    if (entry.kind === "run.started") {
      const deploy = ofStart(entry);
      if (deploy === null) continue;
      started.set(runId, deploy);
      held.delete(`cutover ${deploy.stack}`);
    }
    const freeze = recordOf(entry, "freeze.decided");
    const run = started.get(runId);
    if (freeze && run) started.set(runId, { ...run, window: freeze.window?.name ?? null, ticket: freeze.ticket });
    const ended = entry.body as { outcome?: unknown; reason?: { code?: unknown } | null };
    if (entry.kind === "run.ended" && ended.outcome === "refused" && ended.reason?.code === "freeze" && run)
      held.set(`cutover ${run.stack}`, { ...started.get(runId)!, id: seq, at });
  }
  return [...held.values()].sort((a, b) => a.id - b.id);
}

function ofStart({ seq, at, actor, body }: LedgerEntry): HeldDeploy | null {
  const { plan } = body as {
    plan?: { stack: string; service: string; name: string; to: { version: string }; mapping?: { id: string } | null };
  };
  if (plan === undefined) return null;
  const { stack, service, name, to, mapping } = plan;
  const cutover = { service, to: to.version, plan: name, mapping: mapping?.id ?? null };
  return { id: seq, what: "cutover", stack, at, by: actor, window: null, ticket: null, configDigest: null, cutover };
}

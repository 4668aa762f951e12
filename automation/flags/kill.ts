import { readKills, writeKill } from "../../adapters/flags/index.ts";
import { ledgerSigner } from "../../adapters/ledger/index.ts";
import type { Signer } from "../../core/attest/index.ts";
import { InputError, MaestroError, RefusedError } from "../../core/errors/index.ts";
import { type KillStatement, sealKill } from "../../core/flags/index.ts";
import { checkpointDraft } from "../../core/ledger/index.ts";
import { nearest } from "../../core/text/index.ts";
import { intoLedger } from "./into-ledger.ts";
import { openRegistry } from "./registry.ts";

export interface KillRequest {
  readonly cwd: string;
  readonly stateDir: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly key: string;
  readonly action: "kill" | "lift";
  readonly reason: unknown;
  readonly registry: unknown;
  readonly actor: string;
  /** Whether the flag need not be one that the registry gives a kill-switch: an experiment ends on any flag. */
  readonly anyFlag?: boolean;
  /** How long to wait for a ledger that a driver holds, ms. */
  readonly waitMs?: number;
  /** A drill's kill ends by itself at `until`, epoch ms, should nobody be left to lift it. */
  readonly drill?: { readonly until: number };
  /** Only while this is the last statement on the key: a drill lifts its own kill and no other. */
  readonly onlyAfter?: number;
}

export interface KillOutcome {
  readonly statement: KillStatement;
  readonly keyId: string;
  readonly file: string;
  /** `waiting`: a driver holds the ledger; the next such command writes it. The switch is thrown all the same. */
  readonly ledger: "written" | "waiting";
}

/**
 * Throws a kill-switch or takes it back. The signed statement is in force as soon as it lies in the state directory;
 * the ledger comes after it, since a ledger that is held or full must not keep a switch from being thrown. No freeze is
 * asked: a kill only leads to the safe side, and a lift only back to what the deployed config says.
 */
export async function throwSwitch(request: KillRequest): Promise<KillOutcome> {
  const { stateDir, key, action, now } = request;
  const reason = typeof request.reason === "string" ? request.reason.trim() : "";
  if (reason === "")
    throw new InputError("reason-missing", "say why, for the ledger", {
      field: "--reason",
      next: `maestro flags ${action} ${key} --reason '<why>'`,
    });
  const last = readKills(stateDir).latest.get(key);
  if (request.onlyAfter !== undefined && last?.seq !== request.onlyAfter)
    throw new RefusedError("kill-taken-over", `somebody else has thrown the kill-switch of ${key} meanwhile`, {
      next: `maestro flags lift ${key} --reason '<why>', once that is settled`,
    });
  if (action === "kill" && !request.anyFlag) assertKillable(request);
  if (action === "lift" && last?.action !== "kill")
    throw new RefusedError("not-killed", `the kill-switch of ${key} is not thrown`, { next: "maestro flags lint" });
  const signer = ledgerSigner(stateDir, request.env);
  const statement: KillStatement = {
    schemaVersion: "1.0",
    key,
    action,
    reason,
    actor: request.actor,
    at: new Date(now()).toISOString(),
    seq: (last?.seq ?? 0) + 1,
    drill: request.drill !== undefined || (action === "lift" && last?.drill === true),
    ...(request.drill ? { until: new Date(request.drill.until).toISOString() } : {}),
  };
  const file = writeKill(stateDir, statement, sealKill(statement, signer));
  return { statement, keyId: signer.keyId, file, ledger: await recordSwitches(request, signer) };
}

/** A registry that is broken does not keep a switch from being thrown. */
function assertKillable({ cwd, key, registry: option }: KillRequest): void {
  let registry: ReturnType<typeof openRegistry>["registry"];
  try {
    registry = openRegistry(cwd, option).registry;
  } catch (error) {
    if (error instanceof MaestroError) return;
    throw error;
  }
  const flag = registry.flags.find((entry) => entry.key === key);
  if (!flag) {
    const near = nearest(
      key,
      registry.flags.map((entry) => entry.key),
    );
    throw new InputError("flag-unknown", `there is no flag ${key}`, {
      file: registry.file,
      field: "KEY",
      next: near ? `maestro flags kill ${near} --reason '<why>'` : "maestro flags lint",
    });
  }
  if (!flag.killswitch)
    throw new RefusedError("no-kill-switch", `flag ${key} has no kill-switch`, {
      file: registry.file,
      ...(flag.position ?? {}),
      next: `set killswitch: true in ${registry.file}`,
    });
}

/** Brings every statement that is not there yet into the ledger. */
export function recordSwitches(
  { stateDir, now, waitMs, actor: by }: Pick<KillRequest, "stateDir" | "now" | "waitMs" | "actor">,
  signer: Signer,
): Promise<"written" | "waiting"> {
  return intoLedger({ stateDir, now, waitMs, purpose: "a kill-switch" }, (ledger) => {
    const known = new Set(
      ledger.entries
        .filter(({ kind }) => kind === "flag.killed" || kind === "flag.lifted")
        .map(({ body }) => `${body.key} ${body.seq} ${body.action}`),
    );
    const missing = readKills(stateDir).all.filter((body) => !known.has(`${body.key} ${body.seq} ${body.action}`));
    for (const { actor, schemaVersion: _, ...body } of missing)
      ledger.append({ actor, runId: null, kind: body.action === "kill" ? "flag.killed" : "flag.lifted", body });
    if (missing.length > 0) ledger.append(checkpointDraft(ledger.head, signer, by, null));
  });
}

import { existsSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import { join, resolve } from "node:path";
import {
  type EndingRecord,
  emptyStore,
  experimentPlace,
  readEnding,
  writeRecord,
} from "../../adapters/experiments/index.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { markEnded, parseRegistryText, readKills } from "../../adapters/flags/index.ts";
import { ledgerSigner, publicKeyPath, trustedKeys } from "../../adapters/ledger/index.ts";
import { registryFile } from "../../adapters/policy/index.ts";
import { MaestroError, OutsideError } from "../../core/errors/index.ts";
import { type Experiment, type Manifest, sealManifest, verifyManifest } from "../../core/experiments/index.ts";
import { sha256 } from "../../core/ledger/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { recordSwitches, throwSwitch } from "../flags/kill.ts";
import { recordEntries } from "./record.ts";

export interface Ended {
  readonly manifest: Manifest;
  /** The manifest and its envelope. */
  readonly files: readonly string[];
  readonly endedAt: string;
  readonly flag: { readonly key: string; readonly state: "safe-side"; readonly statement: string | null };
  readonly store: "emptied";
  /** `not-marked`: there is no registry here, or its entry cannot be extended in place. */
  readonly registry: { readonly file: string; readonly state: "marked" | "not-marked" };
  readonly ledger: "written" | "waiting";
}

export interface EndRequest {
  readonly experiment: Experiment;
  readonly actor: string;
  readonly registry: unknown;
  /** Where the manifest goes. */
  readonly out: string;
  /** How long to wait at the end for a ledger that a driver holds, ms; 3,000 unless told. */
  readonly ledgerWaitMs?: number;
  /** Called before each effect, so that a crash there can be tested. */
  readonly step?: (name: "intent" | "flag" | "manifest" | "store" | "registry" | "outcome") => void;
}

type Context = Pick<CommandContext, "cwd" | "stateDir" | "env" | "now">;

/**
 * Ends an experiment for good, or goes on with an end that was begun: flag to its safe side, manifest signed, store
 * emptied, registry entry marked. The intent, with the whole manifest, is on disk before the first effect, so that after a
 * crash the same end is carried out; nothing is done twice. No freeze is asked, and a ledger that is held delays nothing:
 * all of it only leads to the safe side.
 *
 * @param begin The manifest to end with, and what else holds events; not called where the end was begun already.
 */
export async function endExperiment(
  context: Context,
  request: EndRequest,
  begin: () => { readonly manifest: Manifest; readonly events: string | null },
): Promise<Ended> {
  const { stateDir, now } = context;
  const { experiment, actor, step = () => {} } = request;
  const name = experiment.experiment;
  const place = experimentPlace(stateDir, name);
  if (readEnding(place) === null) {
    step("intent");
    const record: EndingRecord = {
      schemaVersion: "1.0",
      at: new Date(now()).toISOString(),
      actor,
      ...begin(),
    };
    writeRecord(place.ending, record);
  }
  const { record, done } = readEnding(place)!;
  const { manifest } = record;
  const entry = (kind: string, more: object = {}) => ({
    actor: record.actor,
    runId: null,
    kind,
    body: { experiment: name, flag: experiment.flag, decision: manifest.decision, manifest: manifest.signed, ...more },
  });
  const ending = entry("experiment.ending", { reason: manifest.reason ?? null });
  await recordEntries(context, [ending], 0);
  step("flag");
  const statement = done ? null : await toSafeSide(context, request, record);
  step("manifest");
  const files = writeManifest(context, resolve(context.cwd, request.out), manifest);
  step("store");
  if (!done) emptyStore(place, record.events);
  step("registry");
  const registry = mark(context, request, record);
  step("outcome");
  const outcome = entry("experiment.ended", { digest: sha256(readFileSync(files[0]!)) });
  // A crash may have come between the statement and its entry.
  await recordSwitches({ ...context, waitMs: 0, actor: record.actor }, ledgerSigner(stateDir, context.env));
  const ledger = await recordEntries(context, [ending, outcome], request.ledgerWaitMs ?? 3_000);
  // Where two end it at once, the other may have been quicker.
  if (!done && existsSync(place.ending)) renameSync(place.ending, place.ended);
  const flag = { key: experiment.flag, state: "safe-side", statement } as const;
  return { manifest, files, endedAt: record.at, flag, store: "emptied", registry, ledger };
}

/** Throws the flag's kill-switch, once, whether the registry gives it one or not. */
async function toSafeSide(context: Context, { experiment }: EndRequest, { actor, manifest }: EndingRecord) {
  const { experiment: name, flag } = experiment;
  const why = `experiment ${name} ended (${manifest.decision})${manifest.reason ? `: ${manifest.reason.text}` : ""}`;
  const last = readKills(context.stateDir).latest.get(flag);
  if (last?.action === "kill" && last.reason === why) return null;
  const thrown = await throwSwitch({
    ...context,
    key: flag,
    action: "kill",
    reason: why,
    registry: undefined,
    actor,
    anyFlag: true,
    waitMs: 0,
  });
  return thrown.file;
}

function writeManifest({ stateDir, env }: Context, folder: string, manifest: Manifest): readonly [string, string] {
  const path = join(folder, `${manifest.exp}.json`);
  const beside = `${path}.dsse.json`;
  const signer = ledgerSigner(stateDir, env);
  const sealed = sealManifest(manifest, signer);
  const there = existsSync(path) && existsSync(beside) && readFileSync(path).equals(Buffer.from(sealed.bytes));
  // An ECDSA signature differs each time: what was signed before a crash stays.
  const valid = there && verifyManifest(sealed.bytes, readFileSync(beside), trustedKeys(publicKeyPath(stateDir))).valid;
  if (!valid) {
    mkdirSync(folder, { recursive: true });
    writeFileAtomic(path, Buffer.from(sealed.bytes).toString("utf8"));
    writeFileAtomic(beside, JSON.stringify(sealed.envelope));
  }
  return [path, beside];
}

/** The registry is marked for the next reviewer; what keeps the flag off is the signed statement. */
function mark(
  { cwd }: Context,
  { experiment, registry }: EndRequest,
  { manifest, at }: EndingRecord,
): Ended["registry"] {
  const file = typeof registry === "string" ? registry : registryFile;
  const path = resolve(cwd, file);
  const not = { file, state: "not-marked" } as const;
  if (!existsSync(path)) return not;
  const text = readFileSync(path, "utf8");
  const { experiment: name, flag } = experiment;
  const marked = markEnded(text, flag, { experiment: name, at: Date.parse(at), decision: String(manifest.decision) });
  if (marked === null) return not;
  if (marked === text) return { file, state: "marked" };
  try {
    const entry = parseRegistryText(marked, file).flags.find(({ key }) => key === flag);
    if (entry?.ended?.experiment !== name) return not;
    writeFileAtomic(path, marked);
  } catch (error) {
    if (error instanceof OutsideError || !(error instanceof MaestroError)) throw error;
    return not;
  }
  return { file, state: "marked" };
}

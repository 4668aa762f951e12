import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { InputError, OutsideError } from "../../core/errors/index.ts";
import type { EngineUpdate, StackHistory } from "../../core/freeze-audit/index.ts";
import { canonicalJson } from "../../core/ledger/index.ts";
import { historyEntry, toUpdate } from "./history-entry.ts";
import { type Checkpoint, type Held, stateEdits } from "./state-edits.ts";

/**
 * The histories of a project's stacks from the files of a file backend, read as they lie there: no engine is run, so that
 * nothing on PATH has a say, and the times of the files tell what the machine's clock was at.
 * @param backendUrl `file://…`
 * @throws InputError `backend-not-files`; OutsideError `history-unreadable` for a file that is there and cannot be read
 */
export function readHistories(backendUrl: string, project: string, namespace: string): StackHistory[] {
  if (!backendUrl.startsWith("file://"))
    throw new InputError("backend-not-files", "the audit reads the history of a file backend only", {
      field: "PULUMI_BACKEND_URL",
      next: "pulumi stack history --json shows it; Pulumi Cloud keeps its own audit log",
    });
  const root = join(folderOf(backendUrl), ".pulumi");
  const folder = join(root, "history", project);
  const stacks = new Set([...names(folder), ...names(join(root, "stacks", project)).flatMap(stackOfFile)]);
  return [...stacks].sort().map((stack) => historyOf(root, project, stack, namespace));
}

/** Pulumi takes `file://~` and `file://./relative` beside absolute ones. */
function folderOf(backendUrl: string): string {
  const path = decodeURI(backendUrl.slice("file://".length));
  return resolve(path.startsWith("~") ? join(homedir(), path.slice(1)) : path);
}

function historyOf(root: string, project: string, stack: string, namespace: string): StackHistory {
  const folder = join(root, "history", project, stack);
  const updates: EngineUpdate[] = [];
  const checkpoints: Checkpoint[] = [];
  for (const file of names(folder)
    .filter((name) => /\.history\.json(\.gz)?$/.test(name))
    .sort()) {
    const path = join(folder, file);
    const parsed = historyEntry.safeParse(readJson(path));
    if (!parsed.success) throw unreadable(path, parsed.error.issues[0]?.message);
    const id = file.replace(/\.history\.json(\.gz)?$/, "");
    const update = toUpdate(parsed.data, { id, stack, namespace, recordedAt: Math.round(statSync(path).mtimeMs) });
    updates.push(update);
    const state = [`${id}.checkpoint.json`, `${id}.checkpoint.json.gz`]
      .map((name) => join(folder, name))
      .find(existsSync);
    if (state !== undefined)
      checkpoints.push({
        at: update.endedAt,
        kind: update.kind,
        changes: update.changes,
        resources: resourcesOf(readJson(state)),
      });
  }
  const current = [`${stack}.json`, `${stack}.json.gz`]
    .map((name) => join(root, "stacks", project, name))
    .find(existsSync);
  const state = current
    ? { at: Math.round(statSync(current).mtimeMs), resources: resourcesOf(readJson(current)) }
    : null;
  return { stack, updates, edits: stateEdits(stack, checkpoints, state) };
}

/** The stack of a state's file; `.bak` and `.attrs` lie beside it. */
function stackOfFile(name: string): string[] {
  const stack = /^(.+?)\.json(\.gz)?$/.exec(name)?.[1];
  return stack === undefined ? [] : [stack];
}

function names(folder: string): string[] {
  return existsSync(folder) ? readdirSync(folder) : [];
}

function readJson(path: string): unknown {
  try {
    const bytes = readFileSync(path);
    return JSON.parse((path.endsWith(".gz") ? gunzipSync(bytes) : bytes).toString("utf8"));
  } catch (cause) {
    throw unreadable(path, undefined, cause);
  }
}

function resourcesOf(state: unknown): Held[] {
  type File = { checkpoint?: { latest?: { resources?: unknown } }; latest?: { resources?: unknown } };
  const file = state as File;
  const resources = file.checkpoint?.latest?.resources ?? file.latest?.resources ?? [];
  if (!Array.isArray(resources)) return [];
  return resources.flatMap((resource: { urn?: unknown; protect?: unknown }) =>
    typeof resource?.urn === "string"
      ? [{ urn: resource.urn, protect: resource.protect === true, text: canonicalJson(resource) }]
      : [],
  );
}

function unreadable(file: string, why = "it is no file of a history", cause?: unknown): OutsideError {
  return new OutsideError("history-unreadable", `the stack's history cannot be read: ${why}`, {
    file,
    next: "look at the backend; a history that was damaged is a matter for its owner",
    cause,
  });
}

import * as z from "zod";
import type { EngineUpdate } from "../../core/freeze-audit/index.ts";

const configValue = z.union([z.string(), z.looseObject({ value: z.string().optional() }), z.unknown()]);

/** One file of a DIY backend's history, as far as the audit reads it (pulumi pkg/backend/diy UpdateInfo). */
export const historyEntry = z.looseObject({
  kind: z.string(),
  startTime: z.int(),
  endTime: z.int(),
  result: z.string(),
  message: z.string().default(""),
  environment: z.record(z.string(), z.string()).nullish(),
  config: z.record(z.string(), configValue).nullish(),
  resourceChanges: z.record(z.string(), z.int()).nullish(),
});
export type HistoryEntry = z.infer<typeof historyEntry>;

const kinds: Readonly<Record<string, EngineUpdate["kind"]>> = {
  update: "update",
  destroy: "destroy",
  refresh: "refresh",
  import: "import",
  "resource-import": "import",
};

/** @param recordedAt epoch ms of the backend's own clock, or null */
export function toUpdate(
  entry: HistoryEntry,
  place: {
    readonly id: string;
    readonly stack: string;
    readonly namespace: string;
    readonly recordedAt: number | null;
  },
): EngineUpdate {
  const environment = entry.environment ?? {};
  const config = (name: string): unknown => plainValue(entry.config?.[`${place.namespace}:${name}`]);
  const author = environment["git.author.email"] ?? environment["git.author"] ?? null;
  return {
    id: place.id,
    stack: place.stack,
    kind: kinds[entry.kind] ?? "other",
    result: entry.result === "succeeded" || entry.result === "failed" ? entry.result : "unknown",
    startedAt: entry.startTime * 1000,
    endedAt: entry.endTime * 1000,
    recordedAt: place.recordedAt,
    message: entry.message.slice(0, 500),
    by: environment["exec.kind"] === "cli" ? "cli" : "automation",
    policyPack: "pulumi.flag.policy-pack" in environment,
    author,
    environment: text(config("environment")),
    service: text(config("service")),
    ticket: text(member(config("change"), "ticket")),
    runId: text(member(config("run"), "id")),
    changes: entry.resourceChanges ?? {},
  };
}

/** A config value is a text, or an object with a text in it; an object's text is JSON. A secret's text is encrypted. */
function plainValue(given: unknown): unknown {
  const raw = typeof given === "object" && given !== null && "value" in given ? given.value : given;
  if (typeof raw !== "string" || !/^\s*\{/.test(raw)) return raw;
  try {
    return JSON.parse(raw);
  } catch {
    return raw;
  }
}

function member(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}

function text(value: unknown): string | null {
  return typeof value === "string" && value !== "" ? value : null;
}

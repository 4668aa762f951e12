import { type CollectOptions, collect } from "../../core/aca/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { numberOption } from "./inline.ts";
import { readAcaFile, type ScoreInput } from "./score.ts";
import { openSources } from "./sources.ts";

export interface CollectInput {
  readonly config: unknown;
  readonly start: unknown;
  readonly end: unknown;
  readonly last: unknown;
  readonly step: unknown;
  readonly set: unknown;
}

interface Outside {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly now: () => number;
  readonly signal: AbortSignal;
}

/**
 * Reads aca.yaml and asks its sources for both sides.
 * @throws InputError before anything is asked. A source that fails is not thrown: it is in the samples.
 */
export async function collectScoreInput(outside: Outside, input: CollectInput): Promise<ScoreInput> {
  const config = await readAcaFile(outside.cwd, input.config);
  const window = windowOf(input, outside.now());
  const collected = await collect(config, {
    sources: openSources(config, { dir: outside.cwd, env: outside.env }),
    window,
    values: valuesOf(input.set),
    signal: outside.signal,
  });
  return { config, ...collected, warnings: [] };
}

function windowOf(input: CollectInput, now: number): CollectOptions["window"] {
  const step = input.step === undefined ? undefined : 1000 * numberOption(input.step, "--step", 0.001, 86_400, 5);
  if (input.start === undefined) {
    const seconds = numberOption(input.last, "--last", 1, 30 * 86_400, 600);
    return { start: now - 1000 * seconds, end: now, step };
  }
  if (input.last !== undefined)
    throw new InputError("bad-option", "--last and --start exclude each other", { field: "--last", next: "give one" });
  const start = instant(input.start, "--start");
  const end = input.end === undefined ? now : instant(input.end, "--end");
  if (end - start >= (step ?? 1)) return { start, end, step };
  throw new InputError("bad-option", "--end must be at least one step after --start", {
    field: "--end",
    next: "give a later --end or a smaller --step",
  });
}

function instant(raw: unknown, field: string): number {
  const text = String(raw);
  const at = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isFinite(at)) return at;
  throw new InputError("bad-option", `${field} ${JSON.stringify(text)} is not an instant`, {
    field,
    next: `write ${field} 2025-06-01T12:00:00Z`,
  });
}

/** `key=value` for both sides, `baseline.key=value` or `canary.key=value` for one. */
function valuesOf(raw: unknown): { baseline: Record<string, string>; canary: Record<string, string> } {
  const values = { baseline: {} as Record<string, string>, canary: {} as Record<string, string> };
  for (const pair of Array.isArray(raw) ? (raw as unknown[]) : []) {
    const match = /^(?:(baseline|canary)\.)?([A-Za-z][A-Za-z0-9]*)=(.+)$/.exec(String(pair));
    if (match === null)
      throw new InputError("bad-option", `--set ${JSON.stringify(pair)} is not key=value`, {
        field: "--set",
        next: "write --set service=orders, or --set canary.color=green for one side",
      });
    const [, side, key, value] = match;
    for (const one of ["baseline", "canary"] as const)
      if (side === undefined || side === one) values[one][key!] = value!;
  }
  return values;
}

import * as z from "zod";
import { InputError } from "../errors/index.ts";
import { judge } from "./judge.ts";
import type { MetricSamples } from "./samples.ts";
import { acaSchema } from "./schema.ts";
import type { Verdict } from "./verdict.ts";

const side = z.record(
  z.string(),
  z.union([
    z.array(z.union([z.number(), z.null(), z.literal(["Infinity", "-Infinity"])])),
    z.strictObject({ outcome: z.enum(["nodata", "error"]), text: z.string() }),
  ]),
);

/** The artifact that {@link rationale} writes. */
export const rationaleSchema = z.strictObject({
  schemaVersion: z.literal("1.0"),
  kind: z.literal("aca.rationale"),
  config: acaSchema,
  look: z.int().min(1),
  origins: z.array(
    z.strictObject({
      metric: z.string(),
      side: z.enum(["baseline", "canary"]),
      source: z.string(),
      query: z.string().nullable(),
    }),
  ),
  verdict: z.looseObject({ verdict: z.string(), inputDigest: z.string() }),
  baseline: side,
  canary: side,
});

export interface Replay {
  /** The verdict given now from the artifact's samples. */
  readonly verdict: Verdict;
  /** True when it is the recorded one, byte for byte. */
  readonly equal: boolean;
  /** Fields of the verdict that differ, at the top level. */
  readonly differences: readonly string[];
}

/**
 * Judges an artifact's samples again and compares the verdict with the recorded one.
 * @param file Named in errors.
 * @throws InputError when the text is no such artifact.
 */
export function replay(text: string, file: string): Replay {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("bad-artifact", "this is not JSON", { file, cause, next: "give the rationale.json of a run" });
  }
  const parsed = rationaleSchema.safeParse(value);
  if (!parsed.success) {
    const issue = parsed.error.issues[0]!;
    const field = issue.path.map(String).join(".");
    throw new InputError("bad-artifact", `${field || "the file"}: ${issue.message}`, {
      file,
      field,
      next: "give the rationale.json of a run",
    });
  }
  const { config, look } = parsed.data;
  const verdict = judge(config, numbers(parsed.data.baseline), numbers(parsed.data.canary), { look });
  const recorded = (value as { verdict: Record<string, unknown> }).verdict;
  const keys = [...new Set([...Object.keys(verdict), ...Object.keys(recorded)])];
  const now = verdict as unknown as Record<string, unknown>;
  const differences = keys.filter((key) => JSON.stringify(now[key]) !== JSON.stringify(recorded[key]));
  return { verdict, equal: JSON.stringify(verdict) === JSON.stringify(recorded), differences };
}

function numbers(samples: z.output<typeof side>): MetricSamples {
  const entries = Object.entries(samples).map(([name, series]): [string, MetricSamples[string]] => [
    name,
    Array.isArray(series) ? series.map((value) => (typeof value === "string" ? Number(value) : value)) : series,
  ]);
  return Object.fromEntries(entries);
}

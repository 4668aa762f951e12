import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { type AcaConfig, acaSchema, judge, rationale, type Verdict } from "../../core/aca/index.ts";
import type { PlanStep, RunFact } from "../../core/cutover/index.ts";
import { digestOf } from "../../core/ledger/index.ts";
import { type Slo, sloSchema } from "../../core/slo/index.ts";
import type { LookSamples } from "./samples.ts";

/** What a canary is judged by where the project has no aca.yaml. */
export const defaultAca = {
  metrics: [
    { name: "latency_p95", kind: "continuous", direction: "increase", critical: true, margin: 0.2, minSamples: 30 },
    { name: "error_rate", kind: "continuous", direction: "increase", critical: true, margin: 0.2, minSamples: 30 },
  ],
  looks: { planned: 1, alpha: 0.002 },
  tests: ["mwu", "ks"],
  threshold: 0.9,
} as const;

/** What breaks a release where the project has no slo.yaml. */
export const defaultSlo = {
  limits: [
    { name: "error share", signal: "errorShare", max: 0.05, windowSeconds: 5, minRequests: 50 },
    { name: "p95 latency", signal: "p95Ms", max: 2_000, windowSeconds: 5, minRequests: 50 },
  ],
} as const;

/** @throws InputError with file, line and field. */
export function readAca(projectDir: string): AcaConfig {
  const file = join(projectDir, "aca.yaml");
  return existsSync(file)
    ? parseYamlFile(readFileSync(file, "utf8"), file, acaSchema)
    : acaSchema.parse(structuredClone(defaultAca));
}

/** @throws InputError with file, line and field. */
export function readSlo(projectDir: string): Slo {
  const file = join(projectDir, "slo.yaml");
  return existsSync(file)
    ? parseYamlFile(readFileSync(file, "utf8"), file, sloSchema)
    : sloSchema.parse(structuredClone(defaultSlo));
}

/**
 * Judges one look and keeps everything that it was judged on under `aca/`, so that it can be judged again.
 *
 * A look is taken only once there are samples enough, and one that decides ends the step: no α is spent on looks
 * before it, so each decision has the whole α of the step.
 */
export function look(options: {
  readonly step: PlanStep;
  readonly number: number;
  readonly config: AcaConfig;
  readonly samples: LookSamples;
  readonly counts: { readonly baseline: number; readonly canary: number };
  readonly reportDir: string;
  readonly now: number;
}): { readonly fact: RunFact; readonly verdict: Verdict; readonly file: string } {
  const { step, number, config, counts, reportDir, now } = options;
  const { baseline, canary, origins } = options.samples;
  const settings = { ...config, looks: { ...config.looks, planned: 1 } };
  const verdict = judge(settings, baseline, canary);
  const artifact = {
    schemaVersion: "1.0",
    step: step.id,
    look: number,
    judgedAt: new Date(now).toISOString(),
    config: settings,
    verdict,
    origins,
    samples: { baseline, canary },
  };
  const folder = join(reportDir, "aca");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${step.id}-look-${number}.json`);
  writeFileAtomic(file, `${JSON.stringify(artifact, null, 1)}\n`);
  // Why it was judged so, for people, and what `maestro aca replay` judges again.
  const why = rationale({ config: settings, look: 1, baseline, canary, origins, verdict });
  for (const [name, text] of [
    ["rationale.json", why.json],
    ["rationale.md", why.markdown],
    ...Object.entries(why.plots),
  ] as const) {
    const path = join(folder, `${step.id}-look-${number}`, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileAtomic(path, text, { durable: false });
  }
  return {
    fact: {
      kind: "look",
      step: step.id,
      verdict: verdict.verdict,
      score: verdict.score,
      samples: { baseline: counts.baseline, canary: counts.canary },
      text: textOf(verdict),
      artifactDigest: digestOf(artifact),
    },
    verdict,
    file,
  };
}

/** What the ledger and people are told of a verdict: the metrics that failed, or those that could not be judged. */
function textOf({ verdict, metrics, failReasons, reason }: Verdict): string {
  if (verdict === "fail") return failReasons.map(({ text }) => text).join(" ") || reason.text;
  const errors = metrics
    .filter((metric) => metric.verdict === "error")
    .map(({ name, reason: why }) => `${name}: ${why.text}`);
  return verdict === "error" && errors.length > 0 ? `${reason.text} (${errors.join("; ")})` : reason.text;
}

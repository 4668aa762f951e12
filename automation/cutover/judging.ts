import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import type { Sides } from "../../adapters/metrics/collector.ts";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { type AcaConfig, acaSchema, judge, rationale, type Verdict } from "../../core/aca/index.ts";
import type { PlanStep, RunFact } from "../../core/cutover/index.ts";
import { digestOf } from "../../core/ledger/index.ts";
import { type Slo, sloSchema } from "../../core/slo/index.ts";

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
  readonly sides: Sides;
  readonly counts: { readonly baseline: number; readonly canary: number };
  readonly reportDir: string;
  readonly now: number;
}): { readonly fact: RunFact; readonly verdict: Verdict; readonly file: string } {
  const { step, number, config, sides, counts, reportDir, now } = options;
  const settings = { ...config, looks: { ...config.looks, planned: 1 } };
  const verdict = judge(settings, sides.baseline, sides.canary);
  const artifact = {
    schemaVersion: "1.0",
    step: step.id,
    look: number,
    judgedAt: new Date(now).toISOString(),
    config: settings,
    verdict,
    samples: { baseline: sides.baseline, canary: sides.canary },
  };
  const folder = join(reportDir, "aca");
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${step.id}-look-${number}.json`);
  writeFileAtomic(file, `${JSON.stringify(artifact, null, 1)}\n`);
  // Why it was judged so, for people, and what `maestro aca replay` judges again.
  const why = rationale({ config: settings, look: 1, baseline: sides.baseline, canary: sides.canary, verdict });
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
      text:
        verdict.verdict === "fail"
          ? verdict.failReasons.map((r) => r.text).join(" ") || verdict.reason.text
          : verdict.reason.text,
      artifactDigest: digestOf(artifact),
    },
    verdict,
    file,
  };
}

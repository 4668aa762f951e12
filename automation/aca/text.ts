import type { Verdict } from "../../core/aca/index.ts";
import type { ExitCode } from "../../core/errors/index.ts";

/** What a verdict means to a shell. */
export const verdictExit: Readonly<Record<Verdict["verdict"], ExitCode>> = {
  pass: 0,
  fail: 1,
  inconclusive: 3,
  error: 4,
};

/** The verdict for people: a line for the whole, then one for each metric, worst first. */
export function verdictText(verdict: Verdict): string {
  const order = ["fail", "error", "inconclusive", "pass"];
  const metrics = [...verdict.metrics].sort((a, b) => order.indexOf(a.verdict) - order.indexOf(b.verdict));
  return [
    `${verdict.verdict}: ${verdict.reason.text}`,
    ...metrics.map((metric) => `  ${metric.verdict.padEnd(12)} ${metric.reason.text}`),
    ...[
      ...verdict.warnings,
      ...metrics.flatMap((metric) => metric.warnings.map((warning) => `${metric.name}: ${warning}`)),
    ].map((warning) => `  warning: ${warning}`),
  ].join("\n");
}

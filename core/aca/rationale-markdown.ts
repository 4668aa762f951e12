import { escapeMarkdown, markdownTable } from "../render/index.ts";
import { shortNumber } from "./sentence.ts";
import type { MetricVerdict, Verdict } from "./verdict.ts";

/**
 * The verdict for people.
 * @param plots Relative path of each metric's plot, where there is one.
 */
export function rationaleMarkdown(verdict: Verdict, plots: ReadonlyMap<string, string>): string {
  const { alpha } = verdict;
  const looks = alpha.looks === null ? "a canary watched without end" : `look ${alpha.look} of ${alpha.looks}`;
  const lines = [
    `# Canary analysis: ${verdict.verdict}`,
    "",
    `${escapeMarkdown(verdict.reason.text)}.`,
    "",
    `Score ${verdict.score === null ? "none" : shortNumber(verdict.score)}, threshold ${shortNumber(verdict.threshold)}. False-alarm rate ${shortNumber(alpha.total)} over all looks and metrics (${looks}, spent so far ${shortNumber(alpha.spent)}), Holm's correction.`,
    "",
    ...verdict.warnings.map((warning) => `- warning: ${escapeMarkdown(warning)}`),
    markdownTable(
      ["metric", "verdict", "shift", "95 % interval", "Cliff's delta", "p", "adjusted p", "n canary / baseline"],
      verdict.metrics.map(summaryRow),
    ),
    "",
    ...verdict.metrics.flatMap((metric) => section(metric, plots.get(metric.name))),
    `Input digest ${verdict.inputDigest}. Replay: \`maestro aca replay rationale.json\`.`,
    "",
  ];
  return lines.join("\n");
}

function summaryRow(metric: MetricVerdict): string[] {
  const { shift } = metric;
  return [
    `${escapeMarkdown(metric.name)}${metric.critical ? " (critical)" : ""}`,
    metric.verdict,
    shift === null ? "" : shortNumber(shift.estimate),
    shift === null ? "" : `${shortNumber(shift.low)} to ${shortNumber(shift.high)}`,
    metric.effect === null ? "" : shortNumber(metric.effect.cliffsDelta),
    metric.pValue === null ? "" : shortNumber(metric.pValue),
    metric.pAdjusted === null ? "" : shortNumber(metric.pAdjusted),
    `${metric.n.canary} / ${metric.n.baseline}`,
  ];
}

function section(metric: MetricVerdict, plot: string | undefined): string[] {
  const lines = [`## ${escapeMarkdown(metric.name)}: ${metric.verdict}`, "", escapeMarkdown(metric.reason.text), ""];
  if (plot !== undefined) lines.push(`![distributions of ${escapeMarkdown(metric.name)}](${plot})`, "");
  if (metric.n.effective !== null && metric.n.effective.canary < 0.95 * metric.n.canary)
    lines.push(
      `The samples remember their past: ${metric.n.canary} canary samples are worth about ${Math.round(metric.n.effective.canary)} independent ones.`,
      "",
    );
  if (metric.tests.length > 0)
    lines.push(
      markdownTable(
        ["test", "role", "method", "statistic", "p", "adjusted p"],
        metric.tests.map((test) => [
          test.test,
          test.role,
          test.method,
          shortNumber(test.statistic),
          shortNumber(test.pValue),
          test.pAdjusted === null ? "" : shortNumber(test.pAdjusted),
        ]),
      ),
      "",
    );
  for (const warning of metric.warnings) lines.push(`- warning: ${escapeMarkdown(warning)}`);
  if (metric.warnings.length > 0) lines.push("");
  return lines;
}

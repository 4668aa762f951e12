import type { RowResult } from "./run.ts";

/** The table of operating characteristics as Markdown; figures are percent. */
export function simulationTable(rows: readonly RowResult[]): string {
  const cells = rows.map((row) => [
    row.condition,
    row.must === null ? "" : `${row.must.at === "most" ? "≤" : "≥"} ${row.must.percent}`,
    row.alarms.toFixed(2),
    `± ${row.monteCarloError.toFixed(2)}`,
    row.inconclusives.toFixed(2),
    row.met === null ? "" : row.met ? "met" : "MISSED",
  ]);
  const head = ["condition", "must reach", "alarms %", "Monte Carlo error", "inconclusive %", ""];
  const widths = head.map((title, i) => Math.max(title.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string => `| ${row.map((cell, i) => cell.padEnd(widths[i]!)).join(" | ")} |`;
  return [line(head), `|${widths.map((width) => "-".repeat(width + 2)).join("|")}|`, ...cells.map(line)].join("\n");
}

import type { ToolRow } from "../documents/tools.ts";

const from: Record<ToolRow["source"], string> = {
  path: "on this machine",
  official: "downloaded",
  built: "built here",
  missing: "–",
};

/**
 * The tools as a table for people: what, version, wanted, from where, ok or what to do. A tool that is missing but
 * not needed for a start is no fault and says so.
 */
export function toolTable(rows: readonly ToolRow[]): string {
  const cells = rows.map((row) => [row.name, row.version ?? "–", row.wanted, from[row.source], verdict(row)]);
  const table = [["TOOL", "VERSION", "WANTED", "FROM", "STATE"], ...cells];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...table.map((line) => line[column]?.length ?? 0)));
  return table.map((line) => line.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  ")).join("\n");
}

function verdict(row: ToolRow): string {
  if (row.ok) return "ok";
  return `${row.neededForStart ? "MISSING" : "optional"}: ${row.next ?? row.because ?? "see maestro tools list"}`;
}

/** A row without what is not printed. */
export function toRow(tool: ToolRow): ToolRow {
  const { name, version, wanted, source, ok, next, because, file, neededForStart, usedByTests } = tool;
  return { name, version, wanted, source, ok, next, because, file, neededForStart, usedByTests };
}

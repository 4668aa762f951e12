export { ROWS, type Row } from "./rows.ts";
export { type RowResult, simulateRow } from "./run.ts";
export { simulationTable } from "./table.ts";

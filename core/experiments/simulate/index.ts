export { type SimulationRow, simulationRows } from "./rows.ts";
export { falseStopsWanted, foundWanted, type SimulationResult, simulate } from "./simulate.ts";

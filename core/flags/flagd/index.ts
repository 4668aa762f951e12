export { exportFlagd, type FlagdDocument, type FlagdFlag } from "./export.ts";
export { importFlagd } from "./import.ts";

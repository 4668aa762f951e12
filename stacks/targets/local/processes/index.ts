/** Processes that outlive their starter and are found again. */
export { type Found, findProcess } from "./find.ts";
export { fileProbe, httpProbe, type Probe } from "./probe.ts";
export type { ProcessRecord } from "./record.ts";
export { type StartedProcess, type StartOptions, startProcess } from "./start.ts";
export { type StopOptions, stopProcess } from "./stop.ts";

export type { SampleFile } from "./columns.ts";
export { readSampleFile } from "./file.ts";

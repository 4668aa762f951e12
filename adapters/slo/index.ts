export {
  parseDefinitions,
  type ReadDefinitions,
  readDefinitions,
  readTrustedDefinitions,
  type SloFile,
  sloFolder,
} from "./definitions.ts";
export { openSeries } from "./sources.ts";

export { defaultFlags, useFlags } from "./default.ts";
export { verifiedContext, type WithFlagOptions, withFlag } from "./express.ts";
export { killFiles, readKills, writeKill } from "./kill-files.ts";
export type { KillSource } from "./kills.ts";
export { overridesFrom } from "./overrides.ts";
export { probeService } from "./probe.ts";
export { parseRegistryText } from "./registry-text.ts";
export { Flags, type FlagsOptions, type FlagsStatus } from "./runtime.ts";
export { type FlagSource, fileSource, httpSource } from "./source.ts";

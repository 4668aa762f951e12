export { defaultFlags, useFlags } from "./default.ts";
export { verifiedContext, type WithFlagOptions, withFlag } from "./express.ts";
export { killFiles, readKills, writeKill } from "./kill-files.ts";
export type { KillSource } from "./kills.ts";
export { parseRegistryText } from "./registry-text.ts";
export { Flags, type FlagsOptions, type FlagsStatus, overridesFrom } from "./runtime.ts";
export { type FlagSource, fileSource, httpSource } from "./source.ts";

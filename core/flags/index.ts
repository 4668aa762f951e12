export { checkFlags } from "./check.ts";
export { checkRegistry } from "./check-registry.ts";
export { flagsInConfig } from "./config.ts";
export { type Extraction, extractFlags } from "./extract.ts";
export type { Finding, FindingCode, FlagContext, FlagRule, FlagUse } from "./finding.ts";
export { foldKey } from "./fold.ts";
export { findingText, refuseOnFindings } from "./refusal.ts";
export type { Flag, FlagRisk, FlagScope, FlagType, Registry } from "./registry.ts";
export { keyForm, registrySchema } from "./schema.ts";

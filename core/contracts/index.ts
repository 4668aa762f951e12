export { CLASSIFICATIONS, type Field, TYPE_NAMES, type TypeName, type Value } from "./model.ts";
export { COMPATIBILITY_MODES, type CompatibilityMode, type Contract, contractSchema } from "./schema.ts";
export { type Misfit, recordMisfit, valueProblem } from "./valid.ts";

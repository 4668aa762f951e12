export { type CompileOptions, compile, FlagSnapshot } from "./compile.ts";
export { isSwitch } from "./compiled.ts";
export { murmur3 } from "./murmur3.ts";
export type { Evaluation, EvaluationCause, EvaluationContext, EvaluationReason } from "./types.ts";

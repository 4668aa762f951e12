/** `maestro-conductor/experiments`: assignment, exposure, sequential analysis, ruling and the signed manifest. Pure. */
export * from "../core/experiments/index.ts";

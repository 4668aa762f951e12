/** The tests that can decide; all but the first two are reported beside where they apply. */
export const TEST_NAMES = ["location", "scale", "tail", "mwu", "ks", "rate", "fisher"] as const;
export type TestName = (typeof TEST_NAMES)[number];

/** What decides for a metric to which none of the chosen tests applies; these always do. */
export const FALLBACK_TESTS: readonly TestName[] = ["location", "scale"];

/** What decides where aca.yaml does not say otherwise. */
export const DEFAULT_TESTS: readonly TestName[] = [...FALLBACK_TESTS, "tail"];

/** Tests whose statistic can be watched without end. */
export const UNLIMITED_TESTS: readonly TestName[] = ["location", "scale", "mwu"];

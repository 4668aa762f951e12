/** The tests that can decide; all but the first two are reported beside where they apply. */
export const TEST_NAMES = ["location", "scale", "mwu", "ks", "rate", "fisher"] as const;
export type TestName = (typeof TEST_NAMES)[number];

/** What decides where aca.yaml does not say otherwise, and for a metric to which none of the chosen tests applies. */
export const DEFAULT_TESTS: readonly TestName[] = ["location", "scale"];

/** Tests whose statistic can be watched without end. */
export const UNLIMITED_TESTS: readonly TestName[] = ["location", "scale", "mwu"];

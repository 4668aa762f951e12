/** The tests that can decide; `mwu` and `ks` are always reported beside. */
export const TEST_NAMES = ["location", "scale", "mwu", "ks"] as const;
export type TestName = (typeof TEST_NAMES)[number];

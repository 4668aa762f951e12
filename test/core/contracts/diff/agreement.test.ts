import { expect, test } from "vitest";
import { agreementOf } from "../../../support/contract-agreement.ts";
import { randomPair } from "../../../support/contract-pairs.ts";
import { randomOf } from "../../../support/contract-random.ts";

// `npm run contracts:agree` is the same at full size.
test("rules and records agree on generated pairs: each break is shown, and nothing else fails", () => {
  const codes = new Set<string>();
  for (let seed = 0; seed < 600; seed++) {
    const { prev, next } = randomPair(seed);
    const agreement = agreementOf(prev, next, randomOf(seed), seed < 40 ? 1000 : 25);
    expect([seed, agreement.disagreements]).toEqual([seed, []]);
    for (const code of agreement.codes) codes.add(code);
  }
  expect(codes.size).toBeGreaterThan(35);
});

import { fisher } from "./fisher.ts";
import { ks } from "./ks.ts";
import { location } from "./location.ts";
import { mwu } from "./mwu.ts";
import type { TestName } from "./names.ts";
import { rate } from "./rate.ts";
import { scale } from "./scale.ts";
import { tail } from "./tail.ts";
import type { CanaryTest } from "./test.ts";

export const canaryTests: Readonly<Record<TestName, CanaryTest>> = { location, scale, tail, mwu, ks, rate, fisher };

/** Shares of alpha, chosen by simulation with other seeds than the table's. */
const shares: Readonly<Partial<Record<TestName, number>>> = { location: 0.84, scale: 0.16 };
/** Where the tail test applies there are samples enough to find a wider spread with less. */
const sharesWithTail: typeof shares = { location: 0.745, scale: 0.05, tail: 0.205 };

/** A test's share of alpha against the others that decide on its metric. */
export function shareOf(test: TestName, deciding: readonly TestName[]): number {
  return (deciding.includes("tail") ? sharesWithTail : shares)[test] ?? 1;
}

import { fisher } from "./fisher.ts";
import { ks } from "./ks.ts";
import { location } from "./location.ts";
import { mwu } from "./mwu.ts";
import type { TestName } from "./names.ts";
import { rate } from "./rate.ts";
import { scale } from "./scale.ts";
import type { CanaryTest } from "./test.ts";

/** Every test by name, with its share of alpha against the others that decide. */
export const canaryTests: Readonly<Record<TestName, { readonly run: CanaryTest; readonly share: number }>> = {
  location: { run: location, share: 0.84 },
  scale: { run: scale, share: 0.16 },
  mwu: { run: mwu, share: 1 },
  ks: { run: ks, share: 1 },
  rate: { run: rate, share: 1 },
  fisher: { run: fisher, share: 1 },
};

import { bursts, lognormal, noisy, type Sampler, SIGMA, tails } from "./samplers.ts";

/** One condition of the table of operating characteristics. */
export interface Row {
  readonly id: string;
  readonly condition: string;
  readonly baseline: Sampler;
  readonly canary: Sampler;
  readonly n: { readonly baseline: number; readonly canary: number };
  /** Looks at growing samples, equally spaced; "unlimited" is an always-valid soak. */
  readonly looks: number | "unlimited";
  /** What the share of alarms must reach, in percent; null for what is only told. */
  readonly must: { readonly at: "most" | "least"; readonly percent: number } | null;
}

const most = (percent: number): Row["must"] => ({ at: "most", percent });
const least = (percent: number): Row["must"] => ({ at: "least", percent });

function row(
  id: string,
  condition: string,
  n: number | readonly [baseline: number, canary: number],
  [baseline, canary]: readonly [Sampler, Sampler],
  must: Row["must"],
  looks: Row["looks"] = 1,
): Row {
  const [ofBaseline, ofCanary] = typeof n === "number" ? [n, n] : n;
  return { id, condition, baseline, canary, n: { baseline: ofBaseline, canary: ofCanary }, looks, must };
}

const healthy = (phi = 0): readonly [Sampler, Sampler] => [lognormal(1, SIGMA, phi), lognormal(1, SIGMA, phi)];
const slower = (factor: number, phi = 0): readonly [Sampler, Sampler] => [
  lognormal(1, SIGMA, phi),
  lognormal(factor, SIGMA, phi),
];
const wider = (factor: number): readonly [Sampler, Sampler] => [lognormal(), lognormal(1, factor * SIGMA)];

/** Lognormal with σ = 0.3 unless said; one critical metric that must not increase, margin 0, default configuration. */
export const ROWS: readonly Row[] = [
  ...[10, 20, 50, 100].map((n) => row(`healthy-${n}`, `healthy, n = ${n}`, n, healthy(), most(2))),
  row("ar2-50", "healthy, AR(1) φ = 0.2, n = 50", 50, healthy(0.2), most(3.5)),
  row("ar5-50", "healthy, AR(1) φ = 0.5, n = 50", 50, healthy(0.5), most(3)),
  row("ar8-50", "healthy, AR(1) φ = 0.8, n = 50", 50, healthy(0.8), most(3.5)),
  row("ar5-20", "healthy, AR(1) φ = 0.5, n = 20", 20, healthy(0.5), most(4.5)),
  row("ar8-looks", "healthy, AR(1) φ = 0.8, ten growing looks to n = 100", 100, healthy(0.8), most(3.5), 10),
  row("looks", "healthy, ten growing looks to n = 100", 100, healthy(), most(2), 10),
  row("plus10-100", "+10 %, n = 100", 100, slower(1.1), least(45)),
  row("plus25-20", "+25 %, n = 20", 20, slower(1.25), least(46)),
  row("plus25-50", "+25 %, n = 50", 50, slower(1.25), least(90)),
  row("plus25-100", "+25 %, n = 100", 100, slower(1.25), least(99.5)),
  row("plus100-ar8", "+100 %, AR(1) φ = 0.8, n = 50", 50, slower(2, 0.8), least(75)),
  row("spread2-50", "σ × 2, same median, n = 50", 50, wider(2), least(75)),
  row("spread3-50", "σ × 3, same median, n = 50", 50, wider(3), least(97)),
  row(
    "errors-50",
    "baseline 0 errors, 20 % of canary intervals with 10, n = 50",
    50,
    [bursts(0, 0), bursts(0.2, 10)],
    least(94),
  ),
  row("tiny-30", "2 × at magnitude 1e-5, n = 30", 30, [lognormal(1e-5), lognormal(2e-5)], least(100)),
  row("better-50", "an improvement (× 0.7), n = 50", 50, slower(0.7), most(2)),
  row("unequal", "healthy, baseline 100, canary 10", [100, 10], healthy(), most(2)),
  row("unequal-turned", "healthy, baseline 10, canary 100", [10, 100], healthy(), most(2)),
  row("soak", "healthy, always-valid soak, 50 looks to n = 250", 250, healthy(), most(2), "unlimited"),
  row("soak-plus25", "+25 %, always-valid soak, 50 looks to n = 250", 250, slower(1.25), null, "unlimited"),
  row("weak-ar5-10", "weak spot: healthy, AR(1) φ = 0.5, n = 10", 10, healthy(0.5), null),
  row(
    "weak-ar9",
    "weak spot: healthy, AR(1) φ = 0.9 behind noise, n = 50",
    50,
    [noisy(0.9, 0.24, 0.18), noisy(0.9, 0.24, 0.18)],
    null,
  ),
  row("weak-tails", "weak spot: 5 % of samples × 5, n = 100", 100, [lognormal(), tails(0.05, 5)], null),
  row("tails-200", "5 % of samples × 5, n = 200", 200, [lognormal(), tails(0.05, 5)], null),
  row("tails-400", "2 % of samples × 5, n = 400", 400, [lognormal(), tails(0.02, 5)], null),
];

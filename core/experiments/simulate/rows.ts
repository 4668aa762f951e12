import type { Random } from "../../stats/index.ts";

/** One condition under which experiments are simulated. */
export interface SimulationRow {
  readonly id: string;
  readonly kind: "mean" | "proportion";
  readonly better: "lower" | "higher";
  readonly condition: string;
  /** Subjects that come to control and treatment, as weights. */
  readonly split: readonly [control: number, treatment: number];
  readonly cap: number;
  /** By how much worse treatment is, relatively; 0 for A/A. */
  readonly harm: number;
  /** Value of one subject of arms that are alike. */
  readonly draw: (random: Random) => number;
  /** Its value where treatment is worse. */
  readonly drawWorse: (random: Random) => number;
}

type Draw = (random: Random) => number;
const rate =
  (p: number): Draw =>
  (random) =>
    random.uniform() < p ? 1 : 0;
const latencies = {
  normal: (random) => 100 + 10 * random.normal(),
  exponential: (random) => -100 * Math.log(random.uniform()),
  "lognormal σ 1": (random) => Math.exp(random.normal()),
  "lognormal σ 2": (random) => Math.exp(2 * random.normal()),
  "Pareto 1.5": (random) => random.uniform() ** (-1 / 1.5),
  "1 % at 100 times the rest": (random) => (random.uniform() < 0.01 ? 100 : 1),
} as const satisfies Record<string, Draw>;

function rates(
  p: number,
  split: SimulationRow["split"],
  cap: number,
  harm: number,
  better: "lower" | "higher" = "lower",
) {
  const worse = better === "lower" ? p * (1 + harm) : p * (1 - harm);
  return {
    id: `${harm === 0 ? "aa" : "harm"}-rate-${p}-${split.join("-")}${better === "higher" ? "-higher" : ""}-${cap}`,
    kind: "proportion",
    better,
    condition: `${better === "lower" ? "error rate" : "success rate"} ${(100 * p).toLocaleString("en")} %`,
    split,
    cap,
    harm,
    draw: rate(p),
    drawWorse: rate(worse),
  } as const satisfies SimulationRow;
}

function values(
  name: keyof typeof latencies,
  split: SimulationRow["split"],
  cap: number,
  harm: number,
  better: "lower" | "higher" = "lower",
) {
  const draw = latencies[name];
  return {
    id: `${harm === 0 ? "aa" : "harm"}-${name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-")}-${split.join("-")}${better === "higher" ? "-higher" : ""}-${cap}`,
    kind: "mean",
    better,
    condition: `${better === "lower" ? "latency" : "revenue"}, ${name}`,
    split,
    cap,
    harm,
    draw,
    drawWorse: (random: Random) => draw(random) * (better === "lower" ? 1 + harm : 1 - harm),
  } as const satisfies SimulationRow;
}

/** Base rates, splits, kinds of metric and sizes that the table shows. */
export const simulationRows: readonly SimulationRow[] = [
  rates(0.001, [1, 1], 20_000, 0),
  rates(0.01, [1, 1], 5_000, 0),
  rates(0.05, [1, 1], 4_000, 0),
  rates(0.1, [1, 1], 4_000, 0),
  rates(0.3, [1, 1], 4_000, 0),
  rates(0.05, [1, 9], 4_000, 0),
  rates(0.05, [9, 1], 4_000, 0),
  rates(0.01, [1, 9], 5_000, 0),
  rates(0.97, [1, 1], 4_000, 0, "higher"),
  rates(0.05, [1, 1], 200, 0),
  values("normal", [1, 1], 200, 0),
  values("normal", [1, 1], 4_000, 0),
  values("exponential", [1, 1], 4_000, 0),
  values("lognormal σ 1", [1, 1], 4_000, 0),
  values("lognormal σ 2", [1, 1], 4_000, 0),
  values("lognormal σ 2", [1, 9], 4_000, 0),
  values("lognormal σ 2", [9, 1], 4_000, 0),
  values("lognormal σ 2", [1, 1], 4_000, 0, "higher"),
  values("lognormal σ 2", [9, 1], 4_000, 0, "higher"),
  values("Pareto 1.5", [1, 9], 4_000, 0),
  values("1 % at 100 times the rest", [1, 9], 4_000, 0),
  rates(0.01, [1, 1], 600_000, 0.2),
  rates(0.05, [1, 1], 120_000, 0.2),
  rates(0.1, [1, 1], 60_000, 0.2),
  rates(0.1, [4, 1], 100_000, 0.2),
  rates(0.3, [1, 1], 15_000, 0.2),
  values("normal", [1, 1], 400, 0.2),
  values("exponential", [1, 1], 6_000, 0.2),
  values("lognormal σ 1", [1, 1], 9_000, 0.2),
  values("lognormal σ 2", [1, 1], 120_000, 0.2),
];

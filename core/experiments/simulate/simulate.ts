import { type Random, seededRandom } from "../../stats/index.ts";
import { analyse } from "../analyse.ts";
import { type Experiment, experimentSchema } from "../definition.ts";
import { Tally } from "../tally.ts";
import type { SimulationRow } from "./rows.ts";

export interface SimulationResult {
  readonly id: string;
  readonly condition: string;
  readonly split: string;
  readonly cap: number;
  readonly harm: number;
  readonly runs: number;
  /** Share of runs that the guardrail stopped: of A/A runs before the cap, of others before half of it. */
  readonly stopped: number;
  /** The same, had the interval (the asymptotic sequence) been asked instead of the test. */
  readonly stoppedByInterval: number;
  /** Samples at which half of the runs had been stopped; null where fewer were. */
  readonly medianStop: number | null;
  readonly wanted: string;
  readonly met: boolean;
}

export const falseStopsWanted = 0.05;
export const foundWanted = 0.9;

/**
 * Simulates runs of one guardrail without margin, tested after every subject.
 *
 * @param runs Of A/A; others are a quarter as many, since they are longer.
 * @param looks How often a run's interval is looked at, which costs more than the test does.
 */
export function simulate(
  row: SimulationRow,
  seed: number,
  stream: number,
  runs: number,
  looks = 400,
): SimulationResult {
  const experiment = definition(row);
  const wanted = row.harm === 0 ? runs : Math.ceil(runs / 4);
  const horizon = row.harm === 0 ? row.cap : row.cap / 2;
  const stops: number[] = [];
  let byInterval = 0;
  for (let run = 0; run < wanted; run++) {
    const { stop, interval } = once(row, experiment, horizon, looks, seededRandom(seed, stream * 100_000 + run));
    if (stop !== null) stops.push(stop);
    if (interval) byInterval += 1;
  }
  stops.sort((a, b) => a - b);
  const stopped = stops.length / wanted;
  const { id, condition, split, cap, harm } = row;
  return {
    id,
    condition,
    split: split.join(":"),
    cap,
    harm,
    runs: wanted,
    stopped,
    stoppedByInterval: byInterval / wanted,
    medianStop: stops[Math.ceil(wanted / 2) - 1] ?? null,
    wanted: harm === 0 ? `≤ ${100 * falseStopsWanted} %` : `≥ ${100 * foundWanted} %`,
    met: harm === 0 ? stopped <= falseStopsWanted : stopped >= foundWanted,
  };
}

function once(row: SimulationRow, experiment: Experiment, horizon: number, looks: number, random: Random) {
  const tally = new Tally(experiment);
  const share = row.split[1] / (row.split[0] + row.split[1]);
  const { harm, threshold } = tally.sequences[1]!;
  const every = Math.max(1, Math.floor(horizon / looks));
  let [stop, interval]: [number | null, boolean] = [null, looks === 0];
  for (let n = 1; n <= horizon && (stop === null || !interval); n++) {
    const treated = random.uniform() < share;
    const y = (treated && row.harm > 0 ? row.drawWorse : row.draw)(random);
    tally.add(treated ? "treatment" : "control", { guarded: y });
    if (stop === null && harm!.evidence >= threshold) stop = n;
    if (interval || n % every !== 0) continue;
    const found = analyse(experiment, tally).guardrails[0]!.interval;
    interval = found !== null && (row.better === "lower" ? found.low > 0 : found.high < 0);
  }
  return { stop, interval: interval && looks > 0 };
}

function definition({ kind, better, split, cap }: SimulationRow): Experiment {
  return experimentSchema.parse({
    experiment: "simulated",
    hypothesis: "none",
    owner: "simulation",
    flag: "simulated",
    arms: [
      { name: "control", variant: "off", weight: split[0] },
      { name: "treatment", variant: "on", weight: split[1] },
    ],
    start: "2026-01-01",
    primary: { name: "primary", kind: "mean", better: "lower" },
    guardrails: [{ name: "guarded", kind, better }],
    samples: { cap },
  });
}

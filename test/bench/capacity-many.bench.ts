/**
 * Made-up hourly series of 700 points, 48 steps ahead with bands of 80 and 95 %, on all cores, as they stream from a
 * source; and how memory grows with their number (the most that was ever resident, all threads included).
 *
 *   node test/bench/capacity-many.bench.ts [--series 100,1000] [--points 700] [--threads 2]
 */
import { parseArgs } from "node:util";
import { forecastAll } from "../../adapters/capacity/index.ts";
import type { RawSeries } from "../../core/capacity/index.ts";
import { seededRandom } from "../../core/stats/index.ts";

const { values } = parseArgs({
  options: {
    series: { type: "string", default: "100,1000" },
    points: { type: "string", default: "700" },
    threads: { type: "string", default: "2" },
  },
});
const POINTS = Number(values.points);

function made(index: number): RawSeries {
  const random = seededRandom(7, index);
  const [level, day, week, noise] = [
    10 ** (1 + 4 * random.uniform()),
    random.uniform(),
    random.uniform(),
    0.2 * random.uniform(),
  ];
  const value = Float64Array.from({ length: POINTS }, (_, i) => {
    const shape = 1 + 0.6 * day * Math.sin((2 * Math.PI * i) / 24) + 0.3 * week * Math.cos((2 * Math.PI * i) / 168);
    return level * shape * Math.max(0, 1 + noise * random.normal());
  });
  return {
    id: `s${index}`,
    value,
    at: value.map((_, i) => i * 3_600_000),
    row: Int32Array.from(value, (_, i) => i + 2),
  };
}

const request = {
  horizon: 48,
  seasons: [24, 168],
  levels: [80, 95],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};
function* stream(count: number): Generator<RawSeries> {
  for (let i = 0; i < count; i++) yield made(i);
}

for (const count of values.series.split(",").map(Number)) {
  const started = performance.now();
  const before = process.cpuUsage();
  const outcomes = await forecastAll(stream(count), request, { threads: Number(values.threads) });
  const seconds = (performance.now() - started) / 1000;
  const { user, system } = process.cpuUsage(before);
  const busy = (user + system) / 1e6;
  const refused = outcomes.filter(({ refused }) => refused !== null).length;
  const megabytes = process.resourceUsage().maxRSS / 1024;
  process.stdout.write(
    `${count} series × ${POINTS} points: ${seconds.toFixed(1)} s on ${values.threads} threads, ${busy.toFixed(1)} s of processor time, ${refused} refused, ${megabytes.toFixed(0)} MB at most (wanted: 1,000 in ≤ 180 s)\n`,
  );
}

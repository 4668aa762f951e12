/**
 * How fast the whole judge is: 1,000 metrics of 60 and of 1,440 samples a side, the median of some runs; and what SciPy
 * takes for its `mannwhitneyu` and `ks_2samp` alone on the same number of samples, where Python has it.
 *
 *   node test/bench/aca.bench.ts [--runs 5] [--python python3] [--json]
 */
import { spawnSync } from "node:child_process";
import { loadavg } from "node:os";
import { parseArgs } from "node:util";
import { type AcaConfigInput, judge, type MetricSamples } from "../../core/aca/index.ts";
import { seededRandom } from "../../core/stats/index.ts";

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "5" },
    python: { type: "string", default: "python3" },
    json: { type: "boolean", default: false },
  },
});

const METRICS = 1000;
const LIMITS = { 60: 300, 1440: 3000 } as const;
const config: AcaConfigInput = {
  metrics: Array.from({ length: METRICS }, (_, i) => ({ name: `m${i}`, kind: "continuous", direction: "increase" })),
};

function side(n: number, stream: number): MetricSamples {
  const random = seededRandom(1, stream);
  const draw = (): number[] => Array.from({ length: n }, () => Math.exp(0.3 * random.normal()));
  return Object.fromEntries(config.metrics.map((metric) => [metric.name, draw()]));
}

function median(numbers: readonly number[]): number {
  return [...numbers].sort((a, b) => a - b)[numbers.length >> 1]!;
}

function judgeMs(n: number): number {
  const [baseline, canary] = [side(n, 0), side(n, 1)];
  judge(config, baseline, canary);
  const times = Array.from({ length: Number(values.runs) }, () => {
    const started = performance.now();
    judge(config, baseline, canary);
    return performance.now() - started;
  });
  return median(times);
}

const SCRIPT = `
import sys, time, warnings
warnings.simplefilter("ignore")
import numpy as np
from scipy import stats
n, runs = int(sys.argv[1]), int(sys.argv[2])
rng = np.random.default_rng(1)
x, y = rng.lognormal(0, 0.3, (${METRICS}, n)), rng.lognormal(0, 0.3, (${METRICS}, n))
times = []
for _ in range(runs):
    started = time.perf_counter()
    for a, b in zip(x, y):
        stats.mannwhitneyu(a, b); stats.ks_2samp(a, b)
    times.append(1000 * (time.perf_counter() - started))
print(sorted(times)[len(times) // 2])
`;

/** null where Python or SciPy is not there. */
function scipyMs(n: number): number | null {
  const { status, stdout } = spawnSync(values.python, ["-c", SCRIPT, String(n), "3"], { encoding: "utf8" });
  return status === 0 ? Number(stdout) : null;
}

const results = ([60, 1440] as const).map((n) => {
  const [ms, scipy] = [judgeMs(n), scipyMs(n)];
  return {
    metrics: METRICS,
    samples: n,
    ms,
    limitMs: LIMITS[n],
    met: ms <= LIMITS[n],
    scipyMs: scipy,
    ratioToScipy: scipy === null ? null : ms / scipy,
  };
});
const load = loadavg()[0]!;
if (values.json) process.stdout.write(`${JSON.stringify({ load, results }, null, 2)}\n`);
else
  for (const row of results) {
    const scipy =
      row.scipyMs === null
        ? "SciPy not found"
        : `SciPy's two tests ${row.scipyMs.toFixed(0)} ms, ratio ${row.ratioToScipy!.toFixed(2)}`;
    process.stdout.write(
      `judge, ${row.metrics} metrics × ${row.samples} a side: ${row.ms.toFixed(0)} ms (limit ${row.limitMs}, ${row.met ? "met" : "MISSED"}); ${scipy}; load ${load.toFixed(1)}\n`,
    );
  }

/**
 * Status over 100 SLOs of 30 days of minute data from CSV files, and how often the detector of tail regressions finds
 * what is not there and what is.
 *
 *   node test/bench/slo.bench.ts [--slos 100] [--series 1000]
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { command } from "../../automation/cli/commands/slo-status.ts";
import { tailStretches } from "../../core/slo/index.ts";
import { largestChange, ScoreSums, seededRandom } from "../../core/stats/index.ts";
import { commandContext } from "../support/command-context.ts";
import { sloDocument } from "../support/slo-documents.ts";

const { values } = parseArgs({
  options: { slos: { type: "string", default: "100" }, series: { type: "string", default: "1000" } },
});
const out = (line: string): void => void process.stdout.write(`${line}\n`);
const HOUR = 3_600_000;

async function status(count: number): Promise<void> {
  const root = mkdtempSync(join(tmpdir(), "maestro-slo-bench-"));
  try {
    mkdirSync(join(root, "slo"));
    mkdirSync(join(root, "data"));
    const now = Math.floor(Date.now() / 60_000) * 60_000;
    const rows = Array.from(
      { length: 43_200 },
      (_, i) => `${new Date(now - (i + 1) * 60_000).toISOString()},${100 - (i % 1500 === 0 ? 1 : 0)},100`,
    ).reverse();
    const text = ["timestamp,good,total", ...rows].join("\n");
    const documents = Array.from({ length: count }, (_, i) => {
      writeFileSync(join(root, `data/${i}.csv`), text);
      return sloDocument({ name: `slo-${i}` }).replaceAll("data/orders.csv", `data/${i}.csv`);
    });
    writeFileSync(join(root, "slo/all.yaml"), documents.join("---\n"));
    const began = performance.now();
    const { exitCode } = await command.run(commandContext(root), [], {});
    const seconds = (performance.now() - began) / 1_000;
    const megabytes = process.memoryUsage().rss / 2 ** 20;
    out(
      `status: ${count} SLOs × 43,200 minutes, a file each: ${seconds.toFixed(1)} s, ${megabytes.toFixed(0)} MB resident, exit ${exitCode}`,
    );
  } finally {
    rmSync(root, { recursive: true, force: true });
  }
}

interface Family {
  readonly name: string;
  /** φ of an AR(1) in hours. */
  readonly phi: number;
  readonly season?: boolean;
  readonly heavy?: boolean;
}
const families: readonly Family[] = [
  { name: "independent", phi: 0 },
  { name: "AR(1) 0.5", phi: 0.5 },
  { name: "AR(1) 0.8", phi: 0.8 },
  { name: "AR(1) 0.95", phi: 0.95 },
  { name: "day and week", phi: 0, season: true },
  { name: "day, week, AR 0.8", phi: 0.8, season: true },
  { name: "heavy tails", phi: 0, heavy: true },
];

/** Hourly p95 about 200 ms with 10 % of noise; it rises by `by` ten days before the end. */
function made({ phi, season, heavy }: Family, hours: number, stream: number, by: number): Float64Array {
  const random = seededRandom(17, stream);
  let memory = random.normal();
  return Float64Array.from({ length: hours }, (_, i) => {
    memory = phi * memory + Math.sqrt(1 - phi * phi) * random.normal();
    const noise = heavy ? memory / Math.max(0.05, Math.abs(random.normal())) : memory;
    const day = Math.sin((2 * Math.PI * i) / 24);
    const shape = season ? 0.3 * day + (i % 168 >= 120 ? -0.4 - 0.2 * day : 0) : 0;
    return 200 * Math.exp(0.1 * noise + shape) * (i >= hours - 240 ? 1 + by : 1);
  });
}

function detector(series: number): void {
  const few = Math.max(20, Math.floor(series / 5));
  out(
    `detector: ${series} series without a change, ${few} of each rise ten days before the end (found within two days of it)`,
  );
  out(
    `${"history".padEnd(9)}${"noise".padEnd(20)}${"false".padStart(8)}${"+10 %".padStart(8)}${"+20 %".padStart(8)}${"+50 %".padStart(8)}`,
  );
  for (const hours of [720, 2_160])
    for (const family of families) {
      const slices = { start: 0, step: HOUR, count: hours };
      const found = (n: number, by: number, hit: (starts: readonly number[]) => boolean): string => {
        let count = 0;
        for (let i = 0; i < n; i++)
          if (
            hit(
              tailStretches(made(family, hours, i + (by > 0 ? 100_000 : 0), by), slices)
                .slice(1)
                .map(({ start }) => start),
            )
          )
            count++;
        return `${((100 * count) / n).toFixed(1)} %`.padStart(8);
      };
      const near = (starts: readonly number[]): boolean =>
        starts.some((at) => Math.abs(at / HOUR - (hours - 240)) <= 48);
      const powers = [0.1, 0.2, 0.5].map((by) => found(few, by, near));
      out(
        `${`${hours / 24} d`.padEnd(9)}${family.name.padEnd(20)}${found(series, 0, (starts) => starts.length > 0)}${powers.join("")}`,
      );
    }
}

/** Upper points of the statistic without a change: where `selfNormalizedCritical` comes from. */
function critical(count: number): void {
  for (const n of [60, 120, 240, 720]) {
    const found = Float64Array.from({ length: count }, (_, k) => {
      const random = seededRandom(9, k);
      return largestChange(new ScoreSums(Float64Array.from({ length: n }, () => random.normal())))?.statistic ?? 0;
    }).sort();
    const points = [0.95, 0.99, 0.999].map((q) => found[Math.floor(q * count)]!.toFixed(0));
    out(`critical values, n = ${n}: 5 % ${points[0]}, 1 % ${points[1]}, 0.1 % ${points[2]}`);
  }
}

await status(Number(values.slos));
detector(Number(values.series));
critical(10 * Number(values.series));

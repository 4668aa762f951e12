/** Generators of usage series. Bands were tried on some of them too, with other seeds than the bench draws. */
import { type Random, seededRandom } from "../../core/stats/index.ts";

export interface Family {
  readonly name: string;
  /** Milliseconds. */
  readonly step: number;
  /** The true ones, ascending. */
  readonly seasons: readonly number[];
  readonly horizon: number;
  readonly signed?: boolean;
  /** The history and, at its end, `horizon` points to be forecast. */
  readonly make: (seed: number) => Float64Array;
}

const MINUTE = 60_000;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;

const wave = (i: number, period: number, phase = 0): number => Math.sin((2 * Math.PI * (i + phase)) / period);

/** Business-like day: low at night, two humps. @param x 0..1 of the day */
const office = (x: number): number =>
  0.15 + Math.exp(-(((x - 0.42) / 0.09) ** 2)) + 0.8 * Math.exp(-(((x - 0.62) / 0.1) ** 2));

function series(
  length: number,
  seed: number,
  build: (random: Random) => (i: number) => number,
  least = 0,
): Float64Array {
  const at = build(seededRandom(31, seed));
  return Float64Array.from({ length }, (_, i) => Math.max(least, at(i)));
}

/** First-order autocorrelated noise of unit standard deviation. */
function correlated(random: Random, rho: number): () => number {
  let value = random.normal();
  return () => {
    value = rho * value + Math.sqrt(1 - rho * rho) * random.normal();
    return value;
  };
}

export const families: readonly Family[] = [
  {
    name: "hourly-day",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(24 * 21 + 48, seed, (r) => {
        const [level, swing, noise] = [50 + 400 * r.uniform(), 0.2 + 0.6 * r.uniform(), 0.03 + 0.15 * r.uniform()];
        return (i) => level * (1 + swing * wave(i, 24, 3)) * Math.exp(noise * r.normal());
      }),
  },
  {
    name: "hourly-day-week",
    step: HOUR,
    seasons: [24, 168],
    horizon: 48,
    make: (seed) =>
      series(24 * 35 + 48, seed, (r) => {
        const e = correlated(r, 0.7);
        const weekend = 0.3 + 0.5 * r.uniform();
        return (i) => 200 * office((i % 24) / 24) * (Math.floor(i / 24) % 7 >= 5 ? weekend : 1) * (1 + 0.08 * e());
      }),
  },
  {
    name: "hourly-week-long-horizon",
    step: HOUR,
    seasons: [24, 168],
    horizon: 168,
    make: (seed) =>
      series(24 * 42 + 168, seed, (r) => {
        const e = correlated(r, 0.9);
        return (i) => 1000 * (1 + 0.5 * wave(i, 24) + 0.3 * wave(i, 168)) + 60 * e();
      }),
  },
  {
    name: "5min-day",
    step: 5 * MINUTE,
    seasons: [288],
    horizon: 288,
    make: (seed) =>
      series(288 * 10 + 288, seed, (r) => {
        const e = correlated(r, 0.95);
        return (i) => 3 * office((i % 288) / 288) + 0.25 * e() + 0.15 * r.normal();
      }),
  },
  {
    name: "5min-no-season-bursts",
    step: 5 * MINUTE,
    seasons: [],
    horizon: 144,
    make: (seed) =>
      series(288 * 8, seed, (r) => {
        let burst = 0;
        return () => {
          if (r.uniform() < 0.01) burst = 20 + 60 * r.uniform();
          burst *= 0.7;
          return 12 + 2 * r.normal() + burst;
        };
      }),
  },
  {
    name: "15min-week",
    step: 15 * MINUTE,
    seasons: [96, 672],
    horizon: 96,
    make: (seed) =>
      series(96 * 28 + 96, seed, (r) => {
        const e = correlated(r, 0.8);
        return (i) => 40 * office((i % 96) / 96) * (Math.floor(i / 96) % 7 >= 5 ? 0.4 : 1) * Math.exp(0.1 * e()) + 3;
      }),
  },
  {
    name: "daily-week",
    step: DAY,
    seasons: [7],
    horizon: 28,
    make: (seed) =>
      series(400, seed, (r) => {
        const e = correlated(r, 0.5);
        const growth = 0.001 * r.uniform();
        return (i) => 500 * Math.exp(growth * i) * (i % 7 >= 5 ? 0.6 : 1) * (1 + 0.06 * e());
      }),
  },
  {
    name: "monthly-year",
    step: Math.round(30.4375 * DAY),
    seasons: [12],
    horizon: 18,
    make: (seed) =>
      series(120, seed, (r) => {
        let level = 1000;
        return (i) => {
          level *= 1 + 0.005 + 0.02 * r.normal();
          return level * (1 + 0.2 * wave(i, 12)) * (1 + 0.03 * r.normal());
        };
      }),
  },
  {
    name: "intermittent",
    step: HOUR,
    seasons: [],
    horizon: 48,
    make: (seed) =>
      series(700, seed, (r) => {
        const p = 0.1 + 0.3 * r.uniform();
        return () => (r.uniform() < p ? Math.round(1 + 10 * r.uniform()) : 0);
      }),
  },
  {
    name: "intermittent-day",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(
        700,
        seed,
        (r) => (i) => (i % 24 >= 8 && i % 24 < 20 && r.uniform() < 0.3 ? Math.ceil(5 * r.uniform()) : 0),
      ),
  },
  {
    name: "poisson-low",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(600, seed, (r) => (i) => {
        const rate = 2 * (1 + 0.8 * wave(i, 24));
        let [k, p] = [0, r.uniform()];
        const limit = Math.exp(-rate);
        while (p > limit) {
          p *= r.uniform();
          k++;
        }
        return k;
      }),
  },
  {
    name: "trend-linear-day",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(24 * 30, seed, (r) => {
        const slope = 0.05 + 0.3 * r.uniform();
        return (i) => 100 + slope * i + 20 * wave(i, 24) + 6 * r.normal();
      }),
  },
  {
    name: "growth-exponential",
    step: HOUR,
    seasons: [24],
    horizon: 72,
    make: (seed) =>
      series(24 * 30, seed, (r) => {
        const rate = 0.001 + 0.002 * r.uniform();
        return (i) => 50 * Math.exp(rate * i) * (1 + 0.3 * wave(i, 24)) * (1 + 0.05 * r.normal());
      }),
  },
  {
    name: "growth-saturating",
    step: HOUR,
    seasons: [],
    horizon: 72,
    make: (seed) =>
      series(24 * 25, seed, (r) => {
        const middle = 150 + 250 * r.uniform();
        return (i) => 800 / (1 + Math.exp(-(i - middle) / 80)) + 5 * r.normal();
      }),
  },
  {
    name: "disk-growth",
    step: HOUR,
    seasons: [],
    horizon: 168,
    make: (seed) =>
      series(24 * 40, seed, (r) => {
        let disk = 100;
        const rate = 0.05 + 0.1 * r.uniform();
        return () => {
          disk += rate * (0.5 + r.uniform());
          return disk;
        };
      }),
  },
  {
    name: "sawtooth-disk",
    step: HOUR,
    seasons: [],
    horizon: 48,
    make: (seed) =>
      series(24 * 30, seed, (r) => {
        let disk = 20;
        return () => {
          disk += 1 + 0.4 * r.normal();
          if (disk > 90 + 5 * r.normal()) disk = 20;
          return disk;
        };
      }),
  },
  {
    name: "level-shift-early",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(24 * 28, seed, (r) => {
        const at = 24 * (8 + Math.floor(6 * r.uniform()));
        const factor = r.uniform() < 0.5 ? 1.8 : 0.5;
        return (i) => 100 * (i > at ? factor : 1) * (1 + 0.3 * wave(i, 24)) + 5 * r.normal();
      }),
  },
  {
    name: "level-shift-recent",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(24 * 28, seed, (r) => {
        const at = 24 * (21 + Math.floor(3 * r.uniform()));
        const factor = r.uniform() < 0.5 ? 1.8 : 0.5;
        return (i) => 100 * (i > at ? factor : 1) * (1 + 0.3 * wave(i, 24)) + 5 * r.normal();
      }),
  },
  {
    name: "staircase",
    step: HOUR,
    seasons: [],
    horizon: 48,
    make: (seed) =>
      series(700, seed, (r) => {
        let level = 10;
        return () => {
          if (r.uniform() < 0.01) level = Math.max(1, level + Math.round(4 * r.normal()));
          return level;
        };
      }),
  },
  {
    name: "random-walk",
    step: HOUR,
    seasons: [],
    horizon: 48,
    make: (seed) =>
      series(700, seed, (r) => {
        let level = 500;
        return () => (level = Math.max(0, level + 5 * r.normal()));
      }),
  },
  {
    name: "heavy-tailed-day",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(600, seed, (r) => {
        return (i) => {
          const t = r.normal() / Math.sqrt((r.normal() ** 2 + r.normal() ** 2 + r.normal() ** 2) / 3);
          return 100 * (1 + 0.3 * wave(i, 24)) + 8 * t;
        };
      }),
  },
  {
    name: "outliers-day",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(600, seed, (r) => (i) => {
        const plain = 100 * (1 + 0.3 * wave(i, 24)) + 4 * r.normal();
        return r.uniform() < 0.01 ? plain * (3 + 5 * r.uniform()) : plain;
      }),
  },
  {
    name: "night-zero",
    step: HOUR,
    seasons: [24, 168],
    horizon: 48,
    make: (seed) =>
      series(24 * 30, seed, (r) => (i) => {
        const [hour, day] = [i % 24, Math.floor(i / 24) % 7];
        return day < 5 && hour >= 7 && hour < 19 ? 300 * (1 + 0.15 * r.normal()) * (0.6 + 0.4 * wave(hour - 7, 24)) : 0;
      }),
  },
  {
    name: "cron-every-6h",
    step: HOUR,
    seasons: [6],
    horizon: 48,
    make: (seed) => series(500, seed, (r) => (i) => 20 + 2 * r.normal() + (i % 6 === 2 ? 70 + 10 * r.normal() : 0)),
  },
  {
    name: "odd-season-36",
    step: HOUR,
    seasons: [36],
    horizon: 48,
    make: (seed) => series(600, seed, (r) => (i) => 100 + 40 * wave(i, 36) + 15 * wave(i, 18) + 8 * r.normal()),
  },
  {
    name: "changing-amplitude",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    make: (seed) =>
      series(24 * 30, seed, (r) => {
        const e = correlated(r, 0.99);
        return (i) => 200 + 60 * (1 + 0.5 * e()) * wave(i, 24) + 8 * r.normal();
      }),
  },
  {
    name: "volatile-stretches",
    step: HOUR,
    seasons: [],
    horizon: 48,
    make: (seed) =>
      series(700, seed, (r) => {
        let v = 25;
        let last = 0;
        return () => {
          v = 2 + 0.25 * last * last + 0.7 * v;
          last = Math.sqrt(v) * r.normal();
          return 200 + last;
        };
      }),
  },
  {
    name: "short-hourly",
    step: HOUR,
    seasons: [24],
    horizon: 12,
    make: (seed) => series(24 * 4 + 12, seed, (r) => (i) => 50 * (1 + 0.5 * wave(i, 24)) * (1 + 0.1 * r.normal())),
  },
  {
    name: "minute-memory-leak",
    step: MINUTE,
    seasons: [],
    horizon: 60,
    make: (seed) =>
      series(1000, seed, (r) => {
        let used = 300;
        return () => {
          used += 0.5 + 0.2 * r.normal();
          if (used > 700) used = 300;
          return used + 3 * r.normal();
        };
      }),
  },
  {
    name: "signed-balance",
    step: HOUR,
    seasons: [24],
    horizon: 48,
    signed: true,
    make: (seed) => series(600, seed, (r) => (i) => 10 * wave(i, 24) + 3 * r.normal(), Number.NEGATIVE_INFINITY),
  },
];

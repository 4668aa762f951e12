import { seededRandom } from "../../../core/stats/index.ts";

/** Hours of a day-and-week pattern with noise, always positive. */
export function usage(n: number, seed = 1, noise = 0.05): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: n }, (_, i) => {
    const day = 1 + 0.4 * Math.sin((2 * Math.PI * i) / 24);
    const week = Math.floor(i / 24) % 7 >= 5 ? 0.6 : 1;
    return 100 * day * week * Math.max(0.1, 1 + noise * random.normal());
  });
}

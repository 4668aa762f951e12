import type { Random } from "../../stats/index.ts";

/** Draws n samples in the order of time. */
export type Sampler = (random: Random, n: number) => Float64Array;

export const SIGMA = 0.3;

/** Lognormal around `level`; its logarithm is an AR(1) process with coefficient φ and standard deviation σ. */
export function lognormal(level = 1, sigma = SIGMA, phi = 0): Sampler {
  const innovation = Math.sqrt(1 - phi * phi);
  return (random, n) => {
    const values = new Float64Array(n);
    let state = random.normal();
    for (let i = 0; i < n; i++) {
      if (i > 0) state = phi * state + innovation * random.normal();
      values[i] = level * Math.exp(sigma * state);
    }
    return values;
  };
}

/** An AR(1) process behind independent noise, on the log scale. */
export function noisy(phi: number, sigma: number, noise: number): Sampler {
  const signal = lognormal(1, sigma, phi);
  return (random, n) => signal(random, n).map((value) => value * Math.exp(noise * random.normal()));
}

/** Errors in bursts: `size` with this probability, else 0. */
export function bursts(probability: number, size: number): Sampler {
  return (random, n) => new Float64Array(n).map(() => (random.uniform() < probability ? size : 0));
}

/** Now and then a sample is multiplied. */
export function tails(probability: number, factor: number): Sampler {
  const base = lognormal();
  return (random, n) => base(random, n).map((value) => (random.uniform() < probability ? value * factor : value));
}

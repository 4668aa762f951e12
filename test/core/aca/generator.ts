/** Seeded samples for tests of the judge. */
export function generator(seed: number) {
  let state = Math.imul(seed + 1, 0x9e3779b1) >>> 0;
  const uniform = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return (((t ^ (t >>> 14)) >>> 0) + 0.5) / 4294967296;
  };
  const normal = (): number => Math.sqrt(-2 * Math.log(uniform())) * Math.cos(2 * Math.PI * uniform());
  return {
    uniform,
    normal,
    lognormal: (n: number, sigma: number, scale: number): number[] =>
      Array.from({ length: n }, () => scale * Math.exp(sigma * normal())),
    /** Shares of failed requests a second: binomial over `requests`. */
    shares: (n: number, requests: number, p: number): number[] =>
      Array.from({ length: n }, () => {
        let failed = 0;
        for (let i = 0; i < requests; i++) if (uniform() < p) failed++;
        return failed / requests;
      }),
  };
}

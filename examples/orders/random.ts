/**
 * A seeded generator of uniform numbers (splitmix32; Steele, Lea, Flood 2014, in 32 bits). For load and service times,
 * not for secrets.
 * @param seed any integer; the low 32 bits count
 * @returns a function that gives 0 ≤ x < 1
 */
export function seededRandom(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let mixed = state ^ (state >>> 16);
    mixed = Math.imul(mixed, 0x21f0aaad);
    mixed ^= mixed >>> 15;
    mixed = Math.imul(mixed, 0x735a2d97);
    mixed ^= mixed >>> 15;
    return (mixed >>> 0) / 2 ** 32;
  };
}

/**
 * A lognormal sample (Box and Muller 1958).
 * @param median over 0
 * @param sigma standard deviation of the logarithm, 0 or more
 */
export function lognormal(random: () => number, median: number, sigma: number): number {
  const radius = Math.sqrt(-2 * Math.log(1 - random()));
  return median * Math.exp(sigma * radius * Math.cos(2 * Math.PI * random()));
}

/** A seeded source of random numbers; the same seed gives the same sequence everywhere. */
export interface Random {
  /** In (0, 1), 32 bits. */
  uniform(): number;
  /** Standard normal (polar method of G. Marsaglia). */
  normal(): number;
}

/**
 * xoshiro128** seeded through splitmix32. Seeds that differ in either number give unrelated sequences.
 * Source: D. Blackman & S. Vigna, ACM Trans. Mathematical Software 47 (2021).
 *
 * @param stream Tells apart sequences that share a seed.
 */
export function seededRandom(seed: number, stream = 0): Random {
  let mix = (Math.imul(seed | 0, 0x9e3779b1) ^ Math.imul((stream + 1) | 0, 0x85ebca6b)) >>> 0;
  const split = (): number => {
    mix = (mix + 0x9e3779b9) >>> 0;
    let t = mix ^ (mix >>> 16);
    t = Math.imul(t, 0x21f0aaad);
    t ^= t >>> 15;
    t = Math.imul(t, 0x735a2d97);
    return (t ^ (t >>> 15)) >>> 0;
  };
  let [a, b, c, d] = [split(), split(), split(), split() | 1];
  const next = (): number => {
    const r = Math.imul(b, 5);
    const result = Math.imul((r << 7) | (r >>> 25), 9) >>> 0;
    const t = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= t;
    d = (d << 11) | (d >>> 21);
    return result;
  };
  let spare: number | undefined;
  const uniform = (): number => (next() + 0.5) / 4294967296;
  const normal = (): number => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    for (;;) {
      const u = 2 * uniform() - 1;
      const v = 2 * uniform() - 1;
      const s = u * u + v * v;
      if (s >= 1 || s === 0) continue;
      const factor = Math.sqrt((-2 * Math.log(s)) / s);
      spare = v * factor;
      return u * factor;
    }
  };
  return { uniform, normal };
}

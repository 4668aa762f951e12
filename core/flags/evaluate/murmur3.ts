const encoder = new TextEncoder();

/**
 * MurmurHash3 x86 32 bits of a text's UTF-8, seed 0, unsigned. The hash that flagd's `fractional` uses in every
 * language, so that a share of subjects is the same share here and there.
 * Source: A. Appleby, MurmurHash3.cpp (public domain).
 */
export function murmur3(text: string): number {
  const length = text.length;
  const blocks = length & ~3;
  let h = 0;
  let seen = 0;
  for (let i = 0; i < blocks; i += 4) {
    const a = text.charCodeAt(i);
    const b = text.charCodeAt(i + 1);
    const c = text.charCodeAt(i + 2);
    const d = text.charCodeAt(i + 3);
    seen |= a | b | c | d;
    h = mix(h, a | (b << 8) | (c << 16) | (d << 24));
  }
  let tail = 0;
  for (let i = length - 1; i >= blocks; i--) {
    const code = text.charCodeAt(i);
    seen |= code;
    tail = (tail << 8) | code;
  }
  if (seen > 0x7f) return ofBytes(encoder.encode(text));
  return finish(length > blocks ? h ^ scramble(tail) : h, length);
}

function ofBytes(bytes: Uint8Array): number {
  const blocks = bytes.length & ~3;
  let h = 0;
  for (let i = 0; i < blocks; i += 4)
    h = mix(h, bytes[i]! | (bytes[i + 1]! << 8) | (bytes[i + 2]! << 16) | (bytes[i + 3]! << 24));
  let tail = 0;
  for (let i = bytes.length - 1; i >= blocks; i--) tail = (tail << 8) | bytes[i]!;
  return finish(bytes.length > blocks ? h ^ scramble(tail) : h, bytes.length);
}

function scramble(k: number): number {
  const a = Math.imul(k, 0xcc9e2d51);
  return Math.imul((a << 15) | (a >>> 17), 0x1b873593);
}

function mix(h: number, k: number): number {
  const a = h ^ scramble(k);
  return (Math.imul((a << 13) | (a >>> 19), 5) + 0xe6546b64) | 0;
}

function finish(h: number, length: number): number {
  let a = h ^ length;
  a = Math.imul(a ^ (a >>> 16), 0x85ebca6b);
  a = Math.imul(a ^ (a >>> 13), 0xc2b2ae35);
  return (a ^ (a >>> 16)) >>> 0;
}

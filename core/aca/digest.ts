import { createHash } from "node:crypto";
import canonicalize from "canonicalize";
import { isMissing, type MetricSamples } from "./samples.ts";

/**
 * SHA-256 over the judge's whole input: canonical JSON (RFC 8785) of what is not a sample, then for each side and judged
 * metric its length and its values as little-endian IEEE doubles, NaN for a missing one.
 */
export function inputDigest(
  settings: unknown,
  names: readonly string[],
  baseline: MetricSamples,
  canary: MetricSamples,
): string {
  const hash = createHash("sha256");
  hash.update(canonicalize(settings) ?? "");
  for (const side of [baseline, canary])
    for (const name of names) {
      if (!Object.hasOwn(side, name)) {
        hash.update(canonicalize({ name, outcome: "absent" }) ?? "");
        continue;
      }
      const series = side[name]!;
      if (isMissing(series)) {
        hash.update(canonicalize({ name, ...series }) ?? "");
        continue;
      }
      hash.update(canonicalize({ name, length: series.length }) ?? "");
      hash.update(bytes(series));
    }
  return `sha256:${hash.digest("hex")}`;
}

const littleEndian = new Uint8Array(new Uint16Array([1]).buffer)[0] === 1;

function bytes(series: ArrayLike<number | null>): Uint8Array {
  const values = new Float64Array(series.length);
  for (let i = 0; i < series.length; i++) {
    const value = series[i];
    // One NaN for every missing value, one zero for both zeros.
    values[i] = typeof value === "number" && !Number.isNaN(value) ? value + 0 : Number.NaN;
  }
  const raw = new Uint8Array(values.buffer);
  if (littleEndian) return raw;
  const swapped = new Uint8Array(raw.length);
  for (let i = 0; i < raw.length; i++) swapped[i] = raw[i - (i % 8) + 7 - (i % 8)]!;
  return swapped;
}

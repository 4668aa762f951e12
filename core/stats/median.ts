/** The median of ascending values; NaN for none. */
export function median(ascending: Float64Array): number {
  if (ascending.length === 0) return Number.NaN;
  const half = ascending.length >> 1;
  return ascending.length % 2 === 1 ? ascending[half]! : ascending[half - 1]! / 2 + ascending[half]! / 2;
}

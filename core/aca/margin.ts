/**
 * The ascending baseline moved by the practical margin, ascending again: a canary must be worse than this to fail. Each
 * value moves by margin × |value| to the bad side, so a margin of 0.2 multiplies positive values by 1.2 (upwards) or
 * 0.8 (downwards); a zero stays zero.
 */
export function moved(ascending: Float64Array, margin: number, towards: "greater" | "less"): Float64Array {
  if (margin === 0) return ascending;
  const step = towards === "greater" ? margin : -margin;
  const values = ascending.map((value) => value + step * Math.abs(value));
  // From a margin of 1 on the order of some values turns round.
  return margin < 1 ? values : values.sort();
}

/** ln Γ(x) for x > 0, relative error about 1e-15: Stirling's series, the argument shifted above 10. */
export function logGamma(x: number): number {
  let shift = 0;
  let z = x;
  if (z < 10) {
    let product = 1;
    for (; z < 10; z++) product *= z;
    shift = Math.log(product);
  }
  const r = 1 / (z * z);
  const series =
    (1 / 12 -
      r *
        (1 / 360 -
          r *
            (1 / 1260 - r * (1 / 1680 - r * (1 / 1188 - r * (691 / 360360 - r * (1 / 156 - (r * 3617) / 122400))))))) /
    z;
  return (z - 0.5) * Math.log(z) - z + 0.5 * Math.log(2 * Math.PI) + series - shift;
}

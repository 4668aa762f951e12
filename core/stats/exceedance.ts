/**
 * Rosenbaum's exceedance test: how likely at least `count` of nx values lie beyond all ny others when both come from one
 * continuous distribution. Exact, C(nx + ny - count, ny) / C(nx + ny, ny); ties make it smaller than it says.
 *
 * @param count Values of x beyond every y, 0 to nx.
 * @returns P in 0..1
 * @see S. Rosenbaum, Tables for a nonparametric test of location, Annals of Mathematical Statistics 25 (1954), 146-150.
 */
export function exceedanceP(count: number, nx: number, ny: number): number {
  let p = 1;
  for (let i = 0; i < count; i++) p *= (nx - i) / (nx + ny - i);
  return p;
}

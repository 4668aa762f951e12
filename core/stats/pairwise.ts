/**
 * The k-th smallest (k from 0) of all differences xs[i] - ys[j], both ascending, without listing them.
 * Each row of the sorted difference matrix keeps a window that still may hold it; a pivot drawn from the windows halves
 * them. Expected O((nx + ny) log(nx·ny)) time, O(nx) memory. The draws are a fixed sequence: same input, same steps.
 * Source: J. F. Monahan, ACM Trans. Mathematical Software 10 (1984).
 */
export function kthDifference(xs: Float64Array, ys: Float64Array, k: number): number {
  const nx = xs.length;
  const ny = ys.length;
  // Row i ascends with j over xs[i] - ys[ny - 1 - j].
  const low = new Int32Array(nx);
  const high = new Int32Array(nx).fill(ny);
  const less = new Int32Array(nx);
  const atMost = new Int32Array(nx);
  let remaining = nx * ny;
  let state = 0x2545f491;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    let skip = Math.floor((state / 4294967296) * remaining);
    let row = 0;
    while (skip >= (high[row] as number) - (low[row] as number)) {
      skip -= (high[row] as number) - (low[row] as number);
      row++;
    }
    const pivot = (xs[row] as number) - (ys[ny - 1 - (low[row] as number) - skip] as number);
    let countLess = 0;
    let countAtMost = 0;
    let a = ny;
    let b = ny;
    for (let i = 0; i < nx; i++) {
      const x = xs[i] as number;
      // As x grows, fewer of its differences lie below the pivot: both pointers only move down.
      while (a > 0 && x - (ys[ny - a] as number) >= pivot) a--;
      while (b > 0 && x - (ys[ny - b] as number) > pivot) b--;
      less[i] = a;
      atMost[i] = b;
      countLess += a;
      countAtMost += b;
    }
    if (k >= countLess && k < countAtMost) return pivot;
    remaining = 0;
    for (let i = 0; i < nx; i++) {
      if (k < countLess) high[i] = Math.min(high[i] as number, less[i] as number);
      else low[i] = Math.max(low[i] as number, atMost[i] as number);
      if ((high[i] as number) < (low[i] as number)) high[i] = low[i] as number;
      remaining += (high[i] as number) - (low[i] as number);
    }
  }
}

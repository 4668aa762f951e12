/** A regular cutting of time: slice i is [start + i·step, start + (i+1)·step), epoch milliseconds. */
export interface Slices {
  readonly start: number;
  readonly step: number;
  readonly count: number;
}

/** The slices that cover [start, end); they begin at a multiple of the step, so that the same time is always cut alike. */
export function slicesOf(start: number, end: number, step: number): Slices {
  const first = Math.floor(start / step) * step;
  return { start: first, step, count: Math.max(0, Math.floor((end - first) / step)) };
}

export function sliceStart({ start, step }: Slices, index: number): number {
  return start + index * step;
}

import { element, linearScale, type Markup, palette, svgDocument, ticks } from "../render/index.ts";
import { median, sorted } from "../stats/index.ts";
import { shortNumber } from "./sentence.ts";

const WIDTH = 420;
const HEIGHT = 150;
const LEFT = 8;
const RIGHT = WIDTH - 8;
const MIDDLE = 62;
const REACH = 42;
const BINS = 40;

/**
 * Both sides' distributions as mirrored histograms, the baseline above and the canary below the line, with their medians.
 * The range is that of the pooled values between their 1 % and 99 % quantiles; what lies outside is counted in the end bars.
 */
export function distributionPlot(name: string, baseline: Float64Array, canary: Float64Array): string {
  const pooled = sorted([...baseline, ...canary]);
  const low = pooled[Math.floor(0.01 * (pooled.length - 1))]!;
  const high = pooled[Math.ceil(0.99 * (pooled.length - 1))]!;
  const x = linearScale([low, high], [LEFT, RIGHT]);
  const [above, below] = [shares(baseline, low, high), shares(canary, low, high)];
  const tallest = Math.max(...above, ...below);
  const [medianB, medianC] = [median(sorted(baseline)), median(sorted(canary))];
  return svgDocument(
    { width: WIDTH, height: HEIGHT },
    `${name}: distributions of baseline and canary`,
    `Median of ${baseline.length} baseline samples ${shortNumber(medianB)}, of ${canary.length} canary samples ${shortNumber(medianC)}.`,
    ...bars(above, tallest, -1, palette.baseline),
    ...bars(below, tallest, 1, palette.canary),
    medianLine(x(medianB), -1, palette.baseline),
    medianLine(x(medianC), 1, palette.canary),
    element("line", { x1: LEFT, x2: RIGHT, y1: MIDDLE, y2: MIDDLE, stroke: palette.ink, "stroke-width": 0.5 }),
    ...axis(low, high, x),
    label(LEFT, 13, `baseline, n ${baseline.length}, median ${shortNumber(medianB)}`, palette.baseline),
    label(LEFT, MIDDLE + REACH + 12, `canary, n ${canary.length}, median ${shortNumber(medianC)}`, palette.canary),
  );
}

function shares(values: Float64Array, low: number, high: number): number[] {
  const counts = new Array<number>(BINS).fill(0);
  for (const value of values) {
    const bin = high > low ? Math.floor(((value - low) / (high - low)) * BINS) : BINS >> 1;
    const inside = Math.max(0, Math.min(BINS - 1, bin));
    counts[inside] = counts[inside]! + 1 / values.length;
  }
  return counts;
}

function bars(heights: readonly number[], tallest: number, side: 1 | -1, fill: string): Markup[] {
  const width = (RIGHT - LEFT) / BINS;
  return heights.flatMap((share, i) => {
    const height = (share / tallest) * REACH;
    if (height === 0) return [];
    return [
      element("rect", {
        x: LEFT + i * width,
        y: side < 0 ? MIDDLE - height : MIDDLE,
        width: width - 0.5,
        height,
        fill,
        "fill-opacity": 0.6,
      }),
    ];
  });
}

function medianLine(x: number, side: 1 | -1, stroke: string): Markup {
  const at = Math.max(LEFT, Math.min(RIGHT, x));
  return element("line", { x1: at, x2: at, y1: MIDDLE, y2: MIDDLE + side * REACH, stroke, "stroke-width": 2 });
}

function axis(low: number, high: number, x: (value: number) => number): Markup[] {
  return ticks(low, high, 5).map((value) =>
    element("text", { x: x(value), y: HEIGHT - 8, "text-anchor": "middle", fill: palette.ink }, shortNumber(value)),
  );
}

function label(x: number, y: number, text: string, fill: string): Markup {
  return element("text", { x, y, fill }, text);
}

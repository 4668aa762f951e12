import { element, linearScale, type Markup, palette, svgDocument, ticks } from "../render/index.ts";
import type { ForecastPath } from "./series-forecast.ts";

const WIDTH = 640;
const HEIGHT = 250;
const LEFT = 58;
const RIGHT = WIDTH - 10;
const TOP = 28;
const BOTTOM = HEIGHT - 30;
const DAY = 86_400_000;
/** Lines further up than this many times the highest value are named, not drawn: the rest would be flat. */
const FAR = 2.5;
/** Points drawn at most of the history: more would lie on one another. */
const DRAWN = 1500;

export interface ForecastPlot {
  readonly title: string;
  readonly unit: string;
  /** In time order; NaN where there was none. */
  readonly history: { readonly at: Float64Array; readonly value: Float64Array };
  readonly path: ForecastPath;
  /** What the bands are, where they are no forecast's. */
  readonly bandText?: string | undefined;
  /** Levels to compare with: what is chosen, a limit. At most three. */
  readonly lines: readonly { readonly label: string; readonly value: number }[];
}

/** The usage that was seen, the forecast with its bands (the widest palest), and the levels that it is held against. */
export function forecastPlot({ title, unit, history, path, bandText, lines }: ForecastPlot): string {
  const widest = path.bands.at(-1)!;
  const values = [...history.value, ...path.mean, ...path.bands.flatMap(({ high }) => [...high])];
  const most = values.filter(Number.isFinite).reduce((a, b) => Math.max(a, b), 0);
  const drawn = together(
    lines.filter(({ value }) => value <= FAR * most),
    0.02 * most,
  );
  const beyond = lines.filter(({ value }) => value > FAR * most);
  const top = drawn.reduce((a, { value }) => Math.max(a, value), most);
  const bottom = [...values, ...path.bands.flatMap(({ low }) => [...low])]
    .filter(Number.isFinite)
    .reduce((a, b) => Math.min(a, b), 0);
  const x = linearScale([history.at[0] ?? path.at[0]!, path.at.at(-1)!], [LEFT, RIGHT]);
  const y = linearScale([bottom, top * 1.04 || 1], [BOTTOM, TOP]);
  const last = path.mean.length - 1;
  return svgDocument(
    { width: WIDTH, height: HEIGHT },
    title,
    `${history.at.length} points of history; the forecast goes from ${number(path.mean[0]!)} to ${number(path.mean[last]!)} ${unit}, its ${widest.level} % band ends between ${number(widest.low[last]!)} and ${number(widest.high[last]!)}.`,
    element("rect", { x: 0, y: 0, width: WIDTH, height: HEIGHT, fill: "#ffffff" }),
    ...axes(x, y, [bottom, top], [history.at[0] ?? path.at[0]!, path.at.at(-1)!]),
    ...[...path.bands].reverse().map(({ low, high }, i) => band(path.at, low, high, x, y, 0.16 + 0.14 * i)),
    line(history.at, history.value, x, y, palette.ink, 1.1),
    line(path.at, path.mean, x, y, palette.baseline, 1.8),
    nowLine(x(path.at[0]!)),
    ...drawn.flatMap(({ label, value }, i) => level(label, value, y, i)),
    ...legend(unit, bandText ?? `bands ${path.bands.map(({ level: p }) => `${p} %`).join(" and ")}`, beyond),
  );
}

/** Lines that would lie on one another as one. */
function together(lines: ForecastPlot["lines"], near: number): { label: string; value: number }[] {
  const answer: { label: string; value: number }[] = [];
  for (const { label, value } of lines) {
    const same = answer.find((other) => Math.abs(other.value - value) <= near);
    if (same) same.label += ` and ${label}`;
    else answer.push({ label, value });
  }
  return answer;
}

function nowLine(at: number): Markup {
  return element("line", { x1: at, x2: at, y1: TOP, y2: BOTTOM, stroke: palette.faint, "stroke-dasharray": "2 3" });
}

function axes(
  x: (v: number) => number,
  y: (v: number) => number,
  [low, high]: readonly [number, number],
  [from, to]: readonly [number, number],
): Markup[] {
  const rows = ticks(low, high, 4).flatMap((value) => [
    element("line", { x1: LEFT, x2: RIGHT, y1: y(value), y2: y(value), stroke: "#e3e3e3", "stroke-width": 1 }),
    text(LEFT - 5, y(value) + 4, number(value), "end"),
  ]);
  const columns = days(from, to).map((at) => text(x(at), BOTTOM + 16, dayText(at, to - from), "middle"));
  return [...rows, ...columns];
}

/** Whole days, hours or months of the range, six of them at most. */
function days(from: number, to: number): number[] {
  const span = to - from;
  const step = span < 2 * DAY ? DAY / 4 : DAY * Math.max(1, Math.ceil(span / DAY / 6));
  const answer: number[] = [];
  for (let at = Math.ceil(from / step) * step; at <= to; at += step) answer.push(at);
  return answer.filter((at) => at - from > 0.04 * span && to - at > 0.04 * span);
}

function dayText(at: number, span: number): string {
  const iso = new Date(at).toISOString();
  if (span < 2 * DAY) return iso.slice(11, 16);
  return span > 700 * DAY ? iso.slice(0, 7) : iso.slice(5, 10);
}

function band(
  at: Float64Array,
  low: Float64Array,
  high: Float64Array,
  x: (v: number) => number,
  y: (v: number) => number,
  opacity: number,
): Markup {
  const upper = Array.from(at, (t, i) => point(x(t), y(high[i]!)));
  const lower = Array.from(at, (t, i) => point(x(t), y(low[i]!))).reverse();
  const d = `M${[...upper, ...lower].join("L")}Z`;
  return element("path", { d, fill: palette.baseline, "fill-opacity": opacity, stroke: "none" });
}

function line(
  at: Float64Array,
  value: Float64Array,
  x: (v: number) => number,
  y: (v: number) => number,
  stroke: string,
  width: number,
): Markup {
  // Of each stretch that falls on one place its least and greatest point are drawn: no peak is lost.
  const stretch = Math.max(1, Math.ceil((2 * at.length) / DRAWN));
  let [d, pen] = ["", false];
  for (let from = 0; from < at.length; from += stretch) {
    const known = Array.from({ length: Math.min(stretch, at.length - from) }, (_, k) => from + k).filter((i) =>
      Number.isFinite(value[i]!),
    );
    if (known.length === 0) pen = false;
    const ends = [
      known.reduce((a, i) => (value[i]! < value[a]! ? i : a), known[0] ?? 0),
      known.reduce((a, i) => (value[i]! > value[a]! ? i : a), known[0] ?? 0),
    ].sort((a, b) => a - b);
    for (const i of known.length === 0 ? [] : new Set(ends)) {
      d += `${pen ? "L" : "M"}${point(x(at[i]!), y(value[i]!))}`;
      pen = true;
    }
  }
  return element("path", { d: d || "M0 0", fill: "none", stroke, "stroke-width": width, "stroke-linejoin": "round" });
}

function level(label: string, value: number, y: (v: number) => number, index: number): Markup[] {
  const stroke = [palette.canary, palette.bad, palette.good][index % 3]!;
  return [
    element("line", {
      x1: LEFT,
      x2: RIGHT,
      y1: y(value),
      y2: y(value),
      stroke,
      "stroke-width": 1.5,
      "stroke-dasharray": "6 3",
    }),
    // One above its line at the left, the next at the right: labels of lines that are close stay apart.
    text(
      index % 2 === 0 ? LEFT + 4 : RIGHT - 4,
      y(value) - 4,
      `${label} ${number(value)}`,
      index % 2 === 0 ? "start" : "end",
      stroke,
    ),
  ];
}

function legend(unit: string, bands: string, beyond: ForecastPlot["lines"]): Markup[] {
  return [
    text(
      8,
      16,
      [unit, ...beyond.map(({ label, value }) => `${label} ${number(value)} lies above`)].join("; "),
      "start",
    ),
    text(RIGHT, 16, bands, "end", palette.baseline),
    text(RIGHT - 128, 16, "forecast", "end", palette.baseline, "bold"),
    text(RIGHT - 188, 16, "measured", "end", palette.ink, "bold"),
  ];
}

function text(x: number, y: number, content: string, anchor: string, fill: string = palette.ink, weight = "normal") {
  return element("text", { x, y, "text-anchor": anchor, fill, "font-weight": weight }, content);
}

function point(x: number, y: number): string {
  return `${Math.round(x * 10) / 10} ${Math.round(y * 10) / 10}`;
}

/** A few significant digits, with k, M, G, T for large numbers. */
export function number(value: number, digits = 3): string {
  const size = Math.abs(value);
  const [scale, letter] = ([
    [1e12, "T"],
    [1e9, "G"],
    [1e6, "M"],
    [1e4, "k"],
  ].find(([least]) => size >= Number(least)) ?? [1, ""]) as [number, string];
  const factor = letter === "k" ? 1e3 : scale;
  return `${Number((value / factor).toPrecision(digits))}${letter}`;
}

import { element, linearScale, type Markup, palette, svgDocument, ticks } from "../../render/index.ts";
import { percent } from "./evaluate.ts";
import type { SloStatus } from "./status.ts";

const WIDTH = 420;
const HEIGHT = 170;
const LEFT = 52;
const RIGHT = WIDTH - 10;
const TOP = 24;
const BOTTOM = HEIGHT - 26;

/** How the budget went down over the period: what is left in percent; grey where nothing is known, red below nothing, cut off at three budgets. */
export function burnDownPlot({ slo, state, burnDown, budget, period }: SloStatus): string {
  const known = burnDown.flatMap(({ remaining }) => (remaining === null ? [] : [remaining]));
  const low = Math.max(-3, Math.min(0, ...known));
  const x = linearScale([period.start, Math.max(period.end, burnDown.at(-1)?.at ?? period.end)], [LEFT, RIGHT]);
  const y = linearScale([low, 1], [BOTTOM, TOP]);
  const left = leftText(budget.spent, state);
  return svgDocument(
    { width: WIDTH, height: HEIGHT },
    `${slo.name}: error budget`,
    `Error budget of ${slo.name} from ${day(period.start)} to ${day(period.end)}: ${left}.`,
    element("text", { x: LEFT, y: 14, fill: palette.ink, "font-weight": 600 }, short(slo.name)),
    element("text", { x: RIGHT, y: 14, fill: palette.ink, "text-anchor": "end" }, left),
    ...unknown(burnDown, x),
    ...(low < 0
      ? [
          element("rect", {
            x: LEFT,
            y: y(0),
            width: RIGHT - LEFT,
            height: BOTTOM - y(0),
            fill: palette.bad,
            "fill-opacity": 0.08,
          }),
        ]
      : []),
    ...ticks(low, 1, 4).flatMap((value) => [
      element("line", { x1: LEFT, x2: RIGHT, y1: y(value), y2: y(value), stroke: palette.faint, "stroke-width": 0.5 }),
      element("text", { x: LEFT - 4, y: y(value) + 4, fill: palette.ink, "text-anchor": "end" }, percent(value)),
    ]),
    element("line", { x1: LEFT, x2: RIGHT, y1: y(0), y2: y(0), stroke: palette.ink, "stroke-width": 1 }),
    ...[period.start, (period.start + period.end) / 2, period.end].map((at, i) =>
      element(
        "text",
        { x: x(at), y: HEIGHT - 8, fill: palette.ink, "text-anchor": ["start", "middle", "end"][i]! },
        day(at),
      ),
    ),
    ...lines(
      burnDown,
      x,
      (value) => y(Math.max(low, value)),
      (budget.spent ?? 0) >= 1 ? palette.bad : palette.baseline,
    ),
  );
}

function leftText(spent: number | null, state: SloStatus["state"]): string {
  if (spent === null) return "nothing can be said";
  const share = spent > 1 ? `${percent(spent - 1)} overspent` : `${percent(1 - spent)} left`;
  return state === "unknown" ? `${share} of what is known` : share;
}

/** Grey where nothing is known. */
function unknown(points: SloStatus["burnDown"], x: (at: number) => number): Markup[] {
  return points.flatMap(({ at, remaining }, i) => {
    if (remaining !== null || i === 0) return [];
    const from = x(points[i - 1]!.at);
    return [
      element("rect", {
        x: from,
        y: TOP,
        width: x(at) - from,
        height: BOTTOM - TOP,
        fill: palette.faint,
        "fill-opacity": 0.4,
      }),
    ];
  });
}

function lines(
  points: SloStatus["burnDown"],
  x: (at: number) => number,
  y: (value: number) => number,
  stroke: string,
): Markup[] {
  const parts: string[][] = [[]];
  for (const { at, remaining } of points)
    if (remaining === null) parts.push([]);
    else parts.at(-1)!.push(`${x(at).toFixed(1)},${y(remaining).toFixed(1)}`);
  return parts
    .filter((part) => part.length > 1)
    .map((part) => element("polyline", { points: part.join(" "), fill: "none", stroke, "stroke-width": 2 }));
}

function day(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

function short(name: string): string {
  return name.length > 26 ? `${name.slice(0, 25)}…` : name;
}

import type { RunDocument, RunEvent } from "../../../core/cutover/index.ts";
import { element, linearScale, type Markup, ticks } from "../../../core/render/index.ts";
import { duration } from "./html.ts";
import { type Mark, marksOf, type WeightPoint, weightsOf } from "./timeline-data.ts";

const WIDTH = 1000;
const LEFT = 110;
const RIGHT = WIDTH - 20;
const LABELS = 15;
const PLOT = 90;
const ROW = 20;

/** The run over time: above, the new version's share of the traffic; below, one bar a step; across both, what happened. */
export function timeline(run: RunDocument, events: readonly RunEvent[]): Markup {
  const begin = Date.parse(run.startedAt!);
  const end = Math.max(
    begin + 1,
    run.endedAt === null ? begin : Date.parse(run.endedAt),
    ...events.map((event) => event.at),
  );
  const x = linearScale([begin, end], [LEFT, RIGHT]);
  const marks = placed(marksOf(events), x);
  const top = 10 + LABELS * (1 + Math.max(0, ...marks.map(({ line }) => line)));
  const rows = run.steps.filter((step) => step.startedAt !== null);
  const rowsTop = top + PLOT + 14;
  const bottom = rowsTop + rows.length * ROW;
  const height = bottom + 24;
  return element(
    "svg",
    { class: "timeline", viewBox: `0 0 ${WIDTH} ${height}`, role: "img" },
    element("title", {}, `Share of traffic on ${run.to.version} and steps over ${duration(end - begin)}`),
    ...weightPlot(weightsOf(run, events), end, x, top),
    ...rows.flatMap((step, index) => {
      const y = rowsTop + index * ROW;
      const from = x(Date.parse(step.startedAt!));
      const to = x(step.endedAt === null ? end : Date.parse(step.endedAt));
      return [
        label(LEFT - 8, y + 12, step.id, "end"),
        element("rect", {
          class: `bar ${step.outcome}`,
          x: from,
          y: y + 2,
          width: Math.max(2, to - from),
          height: ROW - 8,
          rx: 2,
        }),
      ];
    }),
    ...ticks(0, (end - begin) / 1000, 8).flatMap((seconds) => {
      const at = x(begin + seconds * 1000);
      return [
        element("line", { class: "grid", x1: at, x2: at, y1: bottom, y2: bottom + 5 }),
        label(at, bottom + 18, `${seconds} s`, "middle", "dim"),
      ];
    }),
    ...marks.flatMap(({ mark, at, line, anchor }) => [
      element("line", { class: `mark ${mark.tone}`, x1: at, x2: at, y1: LABELS * (line + 1) + 2, y2: bottom }),
      label(anchor === "end" ? at - 3 : at + 3, LABELS * (line + 1), mark.text, anchor, mark.tone),
    ]),
  );
}

function weightPlot(points: readonly WeightPoint[], end: number, x: (at: number) => number, top: number): Markup[] {
  const y = linearScale([0, 100], [top + PLOT, top + 6]);
  const last = points.at(-1)!;
  const corners = points.flatMap((point, index) => [
    `${x(point.at)},${y(index === 0 ? point.weight : points[index - 1]!.weight)}`,
    `${x(point.at)},${y(point.weight)}`,
  ]);
  const line = [...corners, `${x(end)},${y(last.weight)}`];
  return [
    ...[0, 50, 100].flatMap((percent) => [
      element("line", { class: "grid", x1: LEFT, x2: RIGHT, y1: y(percent), y2: y(percent) }),
      label(LEFT - 8, y(percent) + 4, `${percent} %`, "end", "dim"),
    ]),
    element("polygon", { class: "area", points: [`${LEFT},${y(0)}`, ...line, `${x(end)},${y(0)}`].join(" ") }),
    element("polyline", { class: "weight", points: line.join(" ") }),
    ...points
      .slice(1)
      .map((point) =>
        label(
          Math.min(x(point.at) + 4, RIGHT - 34),
          y(point.weight) + (point.weight === 100 ? 14 : -4),
          `${point.weight} %`,
        ),
      ),
  ];
}

interface Placed {
  readonly mark: Mark;
  readonly at: number;
  readonly line: number;
  readonly anchor: "start" | "end";
}

/** Puts each label on the first line on which it meets no other; about 6.5 px a character. */
function placed(marks: readonly Mark[], x: (at: number) => number): Placed[] {
  const taken: [number, number][][] = [];
  return marks.map((mark) => {
    const at = x(mark.at);
    const width = mark.text.length * 6.5 + 8;
    const anchor = at + width > RIGHT ? "end" : "start";
    const [from, to] = anchor === "end" ? [at - width, at] : [at, at + width];
    const free = taken.findIndex((spans) => spans.every(([a, b]) => to < a || from > b));
    const line = free < 0 ? taken.length : free;
    taken[line] = [...(taken[line] ?? []), [from, to]];
    return { mark, at, line, anchor };
  });
}

function label(
  x: number,
  y: number,
  text: string,
  anchor: "start" | "middle" | "end" = "start",
  className: string | null = null,
): Markup {
  return element("text", { x, y, "text-anchor": anchor, class: className }, text);
}

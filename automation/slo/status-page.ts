import { burnDownPlot, percent, type SloState, type SloStatus, spanText } from "../../core/slo/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import { fact, join, type Markup, table, tag } from "../cutover/report/html.ts";
import { style } from "../cutover/report/style.ts";
import { budgetText, periodText, rateText } from "./status-document.ts";

const own =
  ".state{font-weight:600}.plots svg{flex:1 1 20rem;min-width:0}" +
  // Names and reasons break; the numbers between them do not.
  "td:first-child,th:first-child{min-width:7rem}td:not(:last-child):first-child{white-space:normal;overflow-wrap:anywhere}" +
  ".why{display:block;min-width:12rem}";
const classes: Readonly<Record<SloState, string>> = {
  within: "good",
  burning: "wait",
  exhausted: "bad",
  "low-traffic": "soft",
  unknown: "wait",
};
const order: readonly SloState[] = ["exhausted", "burning", "unknown", "low-traffic", "within"];

/** The status page: how many are in which state, one table, a burn-down each; the worst first. Needs no network. */
export function statusPage(given: readonly SloStatus[], now: number): string {
  const statuses = [...given].sort((a, b) => order.indexOf(a.state) - order.indexOf(b.state));
  const facts = order
    .map((state) => ({ state, count: statuses.filter((status) => status.state === state).length }))
    .filter(({ count }) => count > 0)
    .map(({ state, count }) =>
      fact(state, String(count), state === "exhausted" ? "bad" : state === "within" ? "good" : null),
    );
  const body = tag(
    "body",
    {},
    tag("h1", {}, "Service level objectives"),
    tag("p", { class: "soft" }, `as of ${rfc3339(now)}`),
    tag("div", { class: "facts" }, ...facts),
    table(["SLO", "service", "state", "target", "budget", "known", "why"], statuses.map(row)),
    tag("h2", {}, "Burn-down"),
    tag(
      "p",
      { class: "soft" },
      "What is left of the error budget over the period. Grey: nothing is known. Red: overspent.",
    ),
    tag(
      "div",
      { class: "plots" },
      ...statuses
        .filter(({ burnDown }) => burnDown.length > 0)
        .map((status): Markup => ({ markup: burnDownPlot(status) })),
    ),
    tag("h2", {}, "Burn rates"),
    table(["SLO", "windows", "limit", "long", "short", "burning"], statuses.flatMap(burnRows)),
    ...notes(statuses),
  );
  const head = tag(
    "head",
    {},
    { markup: '<meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">' },
    tag("title", {}, "SLO status"),
    { markup: `<style>${style}${own}</style>` },
  );
  return `<!doctype html>\n<html lang="en">${join([head, body]).markup}</html>\n`;
}

function row(status: SloStatus): Parameters<typeof table>[1][number] {
  const { slo, state, reason, coverage } = status;
  return [
    tag("b", {}, slo.name),
    slo.service,
    tag("span", { class: `state ${classes[state]}` }, state),
    `${percent(slo.target)} / ${periodText(slo.period)}`,
    budgetText(status),
    percent(coverage),
    tag("span", { class: "why" }, reason),
  ];
}

function burnRows({ slo, burn }: SloStatus): Parameters<typeof table>[1][number][] {
  return burn.map(({ window, long, short, burning }) => [
    slo.name,
    `${spanText(window.longSeconds * 1_000)} and ${spanText(window.shortSeconds * 1_000)}`,
    String(window.rate),
    rateText(long),
    rateText(short),
    tag(
      "span",
      { class: burning === true ? "bad" : burning === null ? "wait" : "soft" },
      burning === true ? "yes" : burning === null ? "unknown" : "no",
    ),
  ]);
}

function notes(statuses: readonly SloStatus[]): Markup[] {
  const all = statuses.flatMap(({ slo, notes: own }) => own.map((note) => tag("li", {}, `${slo.name}: ${note}`)));
  return all.length === 0 ? [] : [tag("h2", {}, "Notes on the data"), tag("ul", {}, ...all)];
}

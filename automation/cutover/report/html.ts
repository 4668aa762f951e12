import { type Child, escapeXml, type Markup, tag } from "../../../core/render/index.ts";

export function join(parts: readonly Markup[]): Markup {
  return { markup: parts.map(({ markup }) => markup).join("\n") };
}

/** A table that scrolls by itself on a narrow screen. Cells are text or markup. */
export function table(head: readonly string[], rows: readonly Row[]): Markup {
  const body = rows.map((row) => {
    const { className = null, cells } = "cells" in row ? row : { cells: row };
    return tag("tr", { class: className }, ...cells.map((cell) => tag("td", {}, cell)));
  });
  return tag(
    "div",
    { class: "scroll" },
    tag(
      "table",
      {},
      tag("thead", {}, tag("tr", {}, ...head.map((name) => tag("th", {}, name)))),
      tag("tbody", {}, ...body),
    ),
  );
}
export type Row = readonly Child[] | { readonly className?: string | null; readonly cells: readonly Child[] };

/** The value of a number or fact under its name. */
export function fact(name: string, value: string, state: "good" | "bad" | null = null): Markup {
  return tag("div", { class: state === null ? "fact" : `fact ${state}` }, tag("b", {}, value), tag("span", {}, name));
}

/** Time of day in UTC, from RFC 3339 or epoch ms. */
export function clock(at: string | number | null): string {
  return at === null ? "–" : new Date(at).toISOString().slice(11, 19);
}

/** `950 ms`, `12.3 s`, `4 min 05 s`; a dash where either end is open. */
export function between(from: string | null, to: string | null): string {
  return from === null || to === null ? "–" : duration(Date.parse(to) - Date.parse(from));
}

/** @param ms null for what was not measured */
export function duration(ms: number | null): string {
  if (ms === null) return "–";
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 60_000) return `${(ms / 1_000).toFixed(1)} s`;
  const seconds = Math.round(ms / 1_000);
  return `${Math.floor(seconds / 60)} min ${String(seconds % 60).padStart(2, "0")} s`;
}

export function count(value: number | null | undefined): string {
  return value == null ? "–" : value.toLocaleString("en-US").replace(/,/g, " ");
}

export { escapeXml, type Markup, tag };

import { type Child, htmlPage, type Markup, tag } from "../../render/index.ts";
import { flatFields } from "./flat.ts";
import { fieldTable } from "./page-fields.ts";
import { badge, chips, deprecationNote, timeline } from "./page-history.ts";
import { style } from "./page-style.ts";
import type { RegistryEntry, RegistryVersion } from "./registry.ts";

export interface RegistryPage {
  readonly entries: readonly RegistryEntry[];
  /** Files that are no contracts: named, so that nobody misses them. */
  readonly unreadable: readonly { readonly file: string; readonly message: string }[];
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/**
 * The registry as one page: who owns and reads what, field by field, and how it came about. No script and nothing from
 * outside; everything that a contract says is escaped.
 */
export function registryPage({ entries, unreadable, today }: RegistryPage): string {
  const pending = entries.filter(({ versions }) => versions.some(isPendingBreak));
  const personal = entries.reduce((sum, entry) => sum + personalOf(entry), 0);
  const facts: readonly (readonly [string, string | number, string | null])[] = [
    ["entities", entries.length, null],
    ["versions", entries.reduce((sum, { versions }) => sum + versions.length, 0), null],
    ["fields of personal data", personal, null],
    ["breaking changes ahead", pending.length, pending.length > 0 ? "bad" : "good"],
  ];
  return htmlPage("Data contracts", style, [
    tag(
      "header",
      {},
      tag("h1", {}, "Data contracts"),
      tag("p", { class: "soft" }, `Owners, readers and history, as of ${today}.`),
      tag("dl", { class: "facts" }, ...facts.map(([name, value, state]) => factOf(name, value, state))),
    ),
    ...(unreadable.length === 0 ? [] : [unreadableNote(unreadable)]),
    ...(entries.length === 0 ? [tag("p", {}, "There are no contracts here yet.")] : [overview(entries)]),
    ...entries.map(section),
  ]);
}

function factOf(name: string, value: string | number, state: string | null): Markup {
  return tag("div", { class: state }, tag("dt", {}, name), tag("dd", {}, String(value)));
}

function unreadableNote(unreadable: RegistryPage["unreadable"]): Markup {
  const rows = [...Map.groupBy(unreadable, ({ file }) => file)].map(([file, [first, ...more]]) =>
    tag("li", {}, tag("code", {}, file), ` ${first!.message}${more.length > 0 ? `; and ${more.length} more` : ""}`),
  );
  return tag("aside", { class: "note bad" }, tag("b", {}, "Not read"), tag("ul", {}, ...rows));
}

function isPendingBreak({ stage, change }: RegistryVersion): boolean {
  return stage === "next" && change?.breaking === true;
}

function personalOf({ current }: RegistryEntry): number {
  return flatFields(current.contract.fields).filter(({ field }) => field.pii).length;
}

function overview(entries: readonly RegistryEntry[]): Markup {
  const head = ["entity", "owner", "in force", "next", "mode", "read by", "personal"];
  const rows = entries.map((entry, index) => {
    const { contract, stage } = entry.current;
    const next = entry.versions.find((one) => one.stage === "next" && one !== entry.current);
    const cells: readonly Child[] = [
      tag("a", { href: `#c${index}` }, entry.entity),
      contract.owner ?? tag("span", { class: "bad" }, "nobody"),
      stage === "in force" ? String(contract.version) : "–",
      next === undefined ? (stage === "next" ? String(contract.version) : "–") : nextCell(next),
      contract.compatibility,
      String((contract.consumers ?? []).length),
      String(personalOf(entry)),
    ];
    return tag("tr", {}, ...cells.map((cell, column) => tag("td", { "data-label": head[column]! }, cell)));
  });
  return tag(
    "table",
    { class: "overview" },
    tag("thead", {}, tag("tr", {}, ...head.map((name) => tag("th", { scope: "col" }, name)))),
    tag("tbody", {}, ...rows),
  );
}

function nextCell({ contract, change }: RegistryVersion): Markup {
  return tag("span", {}, `${contract.version} `, change === null ? null : badge(change));
}

function section(entry: RegistryEntry, index: number): Markup {
  const { contract, stage, file } = entry.current;
  const { owner, consumers = [], purpose = [], retention, sla = {}, description, keys = [] } = contract;
  const facts: readonly (readonly [string, Child])[] = [
    ["owner", owner ?? tag("span", { class: "bad" }, "nobody")],
    ["compatibility", contract.compatibility],
    ["named by", keys.length === 0 ? "–" : keys.join(", ")],
    ["kept", retention ?? "–"],
    ["read p95", sla.read_p95_ms === undefined ? "–" : `${sla.read_p95_ms} ms`],
    ["write p95", sla.write_p95_ms === undefined ? "–" : `${sla.write_p95_ms} ms`],
  ];
  return tag(
    "section",
    { id: `c${index}` },
    tag("h2", {}, entry.entity, tag("span", { class: "version" }, `version ${contract.version}, ${stage}`)),
    description === undefined ? null : tag("p", { class: "lead" }, description),
    tag("p", { class: "soft" }, tag("code", {}, file)),
    ...entry.deprecations.map(deprecationNote),
    tag(
      "dl",
      { class: "facts small" },
      ...facts.map(([name, value]) => tag("div", {}, tag("dt", {}, name), tag("dd", {}, value))),
    ),
    tag("div", { class: "people" }, chips("Read by", consumers, "nobody has said so"), chips("Used for", purpose, "–")),
    tag("h3", {}, "Fields"),
    fieldTable(contract),
    tag("h3", {}, "History"),
    timeline(entry.versions),
  );
}

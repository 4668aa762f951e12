import { type Child, type Markup, tag } from "../../render/index.ts";
import type { Contract } from "../schema.ts";
import { type FlatField, flatFields } from "./flat.ts";
import { typeText } from "./type-text.ts";

const NOTHING = "–";

/** The fields of a contract; on a narrow screen each becomes a card of its own. */
export function fieldTable({ fields, keys = [] }: Contract): Markup {
  const head = ["field", "type", "data", "kept and used", "notes"];
  const rows = flatFields(fields).map((flat) => {
    const cells: readonly Child[] = [
      nameCell(flat, keys),
      typeCell(flat),
      dataCell(flat),
      keptCell(flat),
      notesCell(flat),
    ];
    return tag(
      "tr",
      {},
      ...cells.map((cell, column) =>
        tag("td", { "data-label": head[column]!, class: cell === NOTHING ? "none" : null }, cell),
      ),
    );
  });
  return tag(
    "table",
    { class: "fields" },
    tag("thead", {}, tag("tr", {}, ...head.map((name) => tag("th", { scope: "col" }, name)))),
    tag("tbody", {}, ...rows),
  );
}

function nameCell({ name, depth, field }: FlatField, keys: readonly string[]): Markup {
  const key = depth === 0 && keys.includes(field.name) ? tag("span", { class: "mark key" }, "key") : null;
  return tag("span", { class: `deep${Math.min(depth, 6)}` }, tag("code", {}, name), key);
}

function typeCell({ field }: FlatField): Markup {
  return tag("span", {}, typeText(field), field.required ? tag("b", { class: "need" }, " required") : null);
}

function dataCell({ field: { pii, classification } }: FlatField): Child {
  if (!pii && classification === undefined) return NOTHING;
  return tag(
    "span",
    {},
    pii ? tag("span", { class: "mark pii" }, "personal") : null,
    classification === undefined ? null : tag("span", { class: "mark" }, classification),
  );
}

function keptCell({ field: { retention, purpose = [] } }: FlatField): string {
  return [retention, purpose.join(", ")].filter((one) => one !== undefined && one !== "").join("; ") || NOTHING;
}

function notesCell({ field }: FlatField): Child {
  const { description, aliases = [], deprecated, default: initial } = field;
  const notes = [
    description,
    field.enum === undefined ? undefined : `one of ${field.enum.join(", ")}`,
    initial === undefined ? undefined : `${JSON.stringify(initial)} where missing`,
    aliases.length === 0 ? undefined : `was ${aliases.join(", ")}`,
    deprecated === undefined ? undefined : `goes after ${deprecated.until}${reason(deprecated.reason)}`,
  ].filter((one) => one !== undefined && one !== "");
  return notes.length === 0 ? NOTHING : notes.join("; ");
}

function reason(text: string | undefined): string {
  return text === undefined ? "" : ` (${text})`;
}

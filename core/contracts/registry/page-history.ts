import { type Markup, tag } from "../../render/index.ts";
import type { DiffFinding, PairDiff } from "../diff/finding.ts";
import type { Deprecation } from "../release/deprecation.ts";
import type { RegistryVersion } from "./registry.ts";

export function badge({ breaking, mode }: Pick<PairDiff, "breaking" | "mode">): Markup {
  return tag(
    "span",
    { class: `badge ${breaking ? "bad" : "good"}`, title: `held against ${mode}` },
    breaking ? "breaking" : "compatible",
  );
}

export function chips(name: string, words: readonly string[], none: string): Markup {
  const items = words.length === 0 ? [tag("span", { class: "soft" }, none)] : words.map((one) => tag("li", {}, one));
  return tag("div", {}, tag("h4", {}, name), words.length === 0 ? items[0]! : tag("ul", { class: "chips" }, ...items));
}

export function deprecationNote({ from, to, until, reason, mapping, consumers }: Deprecation): Markup {
  return tag(
    "aside",
    { class: "note wait" },
    tag("b", {}, `Version ${from} goes after ${until}`),
    ` ${reason} `,
    mapping === null ? null : tag("code", {}, `migrations/${mapping}.yaml`),
    mapping === null ? "" : ` takes its records to version ${to}. `,
    consumers.length === 0 ? "" : `Told: ${consumers.join(", ")}.`,
  );
}

/** The versions, newest first, with what changed and the record that shows each break. */
export function timeline(versions: readonly RegistryVersion[]): Markup {
  return tag("ol", { class: "timeline" }, ...versions.map(versionItem));
}

function versionItem({ contract, stage, change, file }: RegistryVersion): Markup {
  const first = change === null || change.upgradeFirst === "any" ? null : `upgrade ${change.upgradeFirst} first`;
  const facts = [stage, change === null ? "first version" : `under ${change.mode}`, first].filter(
    (one) => one !== null,
  );
  return tag(
    "li",
    { class: change === null ? null : change.breaking ? "bad" : "good" },
    tag(
      "div",
      { class: "head" },
      tag("b", {}, String(contract.version)),
      change === null ? null : badge(change),
      tag("span", { class: "soft" }, facts.join(", ")),
    ),
    change === null || change.findings.length === 0
      ? tag("p", { class: "soft" }, change === null ? file : "nothing changed")
      : tag("ul", { class: "findings" }, ...bySeverity(change.findings).map(findingItem)),
  );
}

const ORDER = ["breaking", "warning", "info"];

function bySeverity(findings: readonly DiffFinding[]): DiffFinding[] {
  return findings.toSorted((a, b) => ORDER.indexOf(a.severity) - ORDER.indexOf(b.severity));
}

function findingItem({ severity, code, message, witness }: DiffFinding): Markup {
  return tag(
    "li",
    { class: severity },
    tag("span", { class: `mark ${severity}` }, severity),
    tag("span", { class: "said" }, message, " ", tag("code", { class: "soft" }, code)),
    witness === null
      ? null
      : tag(
          "figure",
          {},
          tag("figcaption", {}, `fits ${witness.validUnder}; ${witness.failsUnder}: ${witness.reason}`),
          tag("pre", {}, recordText(witness.record)),
        ),
  );
}

const ONE_LINE = 110;

function recordText(record: unknown): string {
  const line = JSON.stringify(record) ?? "nothing";
  return line.length <= ONE_LINE ? line : JSON.stringify(record, null, 2);
}

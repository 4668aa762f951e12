import { escapeMarkdown } from "../../render/index.ts";
import type { PairDiff } from "../diff/finding.ts";
import { witnessText } from "../registry/history.ts";
import type { Deprecation } from "./deprecation.ts";

export interface DeprecationNotice {
  readonly title: string;
  /** Markdown; what contracts say is escaped. */
  readonly text: string;
}

/** What the consumers of a version are told: until when it is served, what changes, and the record that shows it. */
export function deprecationNotice(terms: Deprecation, diff: PairDiff): DeprecationNotice {
  const { entity, from, to, until, reason, mapping, consumers } = terms;
  const goes = to === null ? "and nothing comes after it" : `and version ${to} comes after it`;
  const changes = diff.findings
    .filter(({ severity }) => severity === "breaking")
    .map((finding) => {
      const shown = witnessText(finding);
      return `- ${escapeMarkdown(finding.message)}${shown === "" ? "" : `: ${escapeMarkdown(shown)}`}`;
    });
  const told = consumers.length === 0 ? "nobody has said that they read it" : consumers.join(", ");
  return {
    title: `Version ${from} of ${entity} goes after ${until}`,
    text: [
      escapeMarkdown(`Version ${from} of ${entity} is served until ${until}, ${goes}. ${reason}`),
      `What breaks:\n\n${changes.join("\n")}`,
      ...(mapping === null ? [] : [`Records are taken over by migrations/${mapping}.yaml.`]),
      escapeMarkdown(`Consumers: ${told}. Move before that day; the registry of contracts names the owner.`),
    ].join("\n\n"),
  };
}

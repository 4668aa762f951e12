import { escapeMarkdown, markdownTable } from "../../render/index.ts";
import type { DiffFinding } from "../diff/finding.ts";
import type { RegistryEntry, RegistryVersion } from "./registry.ts";

/** The change history of contracts in Markdown, newest first. All text of the contracts is escaped. */
export function historyMarkdown(entries: readonly RegistryEntry[]): string {
  const parts = entries.flatMap(({ entity, versions, current, deprecations }) => [
    `## ${escapeMarkdown(entity)}`,
    `${current.contract.owner === undefined ? "No owner" : `Owner ${escapeMarkdown(current.contract.owner)}`}, version ${escapeMarkdown(String(current.contract.version))} ${current.stage}.`,
    ...deprecations.map(
      ({ from, to, until, mapping }) =>
        `Version ${escapeMarkdown(String(from))} is served until ${until}${mapping === null ? "" : `; migrations/${mapping}.yaml takes its records to ${escapeMarkdown(String(to))}`}.`,
    ),
    ...versions.flatMap(versionParts),
  ]);
  return `${["# Change history of data contracts", ...parts].join("\n\n")}\n`;
}

function versionParts({ contract, stage, change, file }: RegistryVersion): string[] {
  const head = `### ${escapeMarkdown(String(contract.version))} (${stage})`;
  if (change === null) return [head, `First version, in ${escapeMarkdown(file)}.`];
  const verdict = change.breaking ? "**Breaking**" : "Compatible";
  const first = change.upgradeFirst === "any" ? "in any order" : `${change.upgradeFirst} first`;
  const line = `${verdict} under ${change.mode}, against ${escapeMarkdown(String(change.from))}; upgrade ${first}.`;
  if (change.findings.length === 0) return [head, line];
  const rows = change.findings.map((finding) => [
    finding.severity,
    `\`${finding.code}\``,
    escapeMarkdown(finding.message),
    escapeMarkdown(witnessText(finding)),
  ]);
  return [head, line, markdownTable(["", "code", "what changed", "a record that shows it"], rows)];
}

/** The record of a finding in one line; empty without one. */
export function witnessText({ witness }: Pick<DiffFinding, "witness">): string {
  if (witness === null) return "";
  return `${JSON.stringify(witness.record)} fits ${witness.validUnder}; ${witness.failsUnder}: ${witness.reason}`;
}

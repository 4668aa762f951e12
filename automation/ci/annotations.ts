import type { Decision } from "../../core/freeze/index.ts";
import { escapeMarkdown, markdownTable } from "../../core/render/index.ts";

/**
 * A decision as GitHub's workflow commands, a line a reason. Text of pull requests is in them: what has a meaning there is
 * escaped.
 * Source: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotations(decision: Decision): string[] {
  if (!decision.inWindow && decision.decision === "allow") return [];
  const level = decision.decision === "deny" ? "error" : "notice";
  const file = decision.source === null ? "" : `file=${property(decision.source.file)},`;
  return decision.reasons.map(
    ({ code, text, next }) =>
      `::${level} ${file}title=${property(`Change freeze: ${code}`)}::${data(next === null ? text : `${text}. Next: ${next}`)}`,
  );
}

/** An error of this check itself: it refuses as well. */
export function errorAnnotation(error: {
  code: string;
  message: string;
  file?: string | undefined;
  line?: number | undefined;
  column?: number | undefined;
}): string {
  const place = [
    error.file === undefined ? "" : `file=${property(error.file)},`,
    error.line === undefined ? "" : `line=${error.line},`,
    error.column === undefined ? "" : `col=${error.column},`,
  ].join("");
  return `::error ${place}title=${property(`Change freeze: ${error.code}`)}::${data(error.message)}`;
}

/** The same as Markdown for the job's summary. */
export function summary(decision: Decision): string {
  const { window, evidence } = decision;
  const cell = (value: string | null): string => (value === null || value === "" ? "–" : value);
  const facts: [string, string][] = [
    [
      "window",
      window === null ? "none" : `${window.name}, until ${window.end}${window.endInclusive ? " inclusive" : ""}`,
    ],
    ["rule", decision.rule],
    ["label", cell(evidence.label)],
    ["CAB ticket", evidence.ticket === null ? "–" : `${evidence.ticket} (${evidence.ticketSource})`],
    ["approvals", cell(evidence.approvals.join(", "))],
    ["carve-out", cell(evidence.carveOut)],
    ["head", cell(decision.headSha)],
    ["decided at", cell(decision.evaluatedAt)],
    [
      "calendar",
      decision.source === null
        ? "–"
        : `${decision.source.file} of ${decision.source.ref?.slice(0, 12) ?? "the working tree"}`,
    ],
  ];
  const lines = decision.reasons.map(
    ({ text, next }) => `- ${escapeMarkdown(text)}${next === null ? "" : `. **Next:** ${escapeMarkdown(next)}`}`,
  );
  return [
    `## Change freeze: ${decision.decision === "allow" ? "may be merged" : "refused"}`,
    "",
    markdownTable(
      ["", ""],
      facts.map(([name, value]) => [name, escapeMarkdown(value)]),
    ).trimEnd(),
    "",
    ...lines,
    "",
    "A green check goes stale when a freeze begins: the gate at the deploy decides again.",
    "",
  ].join("\n");
}

function data(text: string): string {
  return text.replaceAll("%", "%25").replaceAll("\r", "%0D").replaceAll("\n", "%0A");
}

function property(text: string): string {
  return data(text).replaceAll(":", "%3A").replaceAll(",", "%2C");
}

import { escapeMarkdown, markdownTable } from "../../render/index.ts";
import { rfc3339 } from "../../time/index.ts";
import type { RankedDebt } from "./backlog.ts";
import { epicsOf } from "./notices.ts";

/** The backlog for people: ranked, then by epic, with its arithmetic. */
export function debtMarkdown(backlog: readonly RankedDebt[], unread: readonly string[], now: number): string {
  const rows = backlog.map(({ rank, title, kind, service, since, atLeast, arithmetic }) => [
    String(rank),
    escapeMarkdown(title),
    kind,
    escapeMarkdown(service),
    `${rfc3339(since).slice(0, 10)}${atLeast ? " or earlier" : ""}`,
    arithmetic,
  ]);
  const epics = epicsOf(backlog).flatMap(({ title, debt, items }) => [
    `### ${escapeMarkdown(title)}: ${debt.toFixed(1)}`,
    "",
    ...items.map((item) => `- ${item.rank}. ${escapeMarkdown(item.title)}: ${escapeMarkdown(item.why)}`),
    "",
  ]);
  return [
    "# SLO debt",
    "",
    `As of ${rfc3339(now)}. Debt is age in days × minutes of error budget overspent a period.`,
    "",
    backlog.length === 0 ? "None." : markdownTable(["rank", "what", "kind", "service", "since", "debt"], rows),
    "",
    ...(epics.length === 0 ? [] : ["## By epic", "", ...epics]),
    ...(unread.length === 0 ? [] : ["## Not known", "", ...unread.map((line) => `- ${escapeMarkdown(line)}`), ""]),
  ].join("\n");
}

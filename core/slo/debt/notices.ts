import type { Message } from "../../outbox/index.ts";
import { escapeMarkdown } from "../../render/index.ts";
import { rfc3339 } from "../../time/index.ts";
import type { RankedDebt } from "./backlog.ts";

/** The epic of a service: all its debt, the largest first. */
export interface Epic {
  readonly service: string;
  readonly title: string;
  readonly debt: number;
  readonly items: readonly RankedDebt[];
}

/** One epic a service, the deepest in debt first. */
export function epicsOf(backlog: readonly RankedDebt[]): Epic[] {
  return [...Map.groupBy(backlog, ({ service }) => service)]
    .map(([service, items]) => {
      const debt = items.reduce((sum, item) => sum + item.debt, 0);
      return { service, title: `SLO debt of ${service}`, debt, items };
    })
    .sort((a, b) => b.debt - a.debt || (a.service < b.service ? -1 : 1));
}

export function epicId(service: string): string {
  return `slo-debt-epic:${service}`;
}

/**
 * The epic as an issue. Its id and its time follow from the service and its oldest debt alone, so that it is opened once
 * however often it is exported, from whichever machine.
 */
export function epicMessage({ service, title, items, debt }: Epic, sink: string): Message {
  const lines = items.map((item) => `- [ ] ${escapeMarkdown(item.title)} (${item.arithmetic})`);
  return {
    id: epicId(service),
    topic: "debt",
    sink,
    title,
    text: [
      `${items.length} items, ${debt.toFixed(1)} budget-minute-days when this was opened. Debt is age × minutes of error budget overspent a period.`,
      "",
      ...lines,
      "",
      "Each has an issue of its own that names this one. The backlog of today: `maestro slo debt`.",
    ].join("\n"),
    facts: { service, items: items.map(({ id }) => id) },
    attachments: [],
    at: Math.min(...items.map(({ since }) => since)),
  };
}

/** One item as an issue. @param epic where the epic is */
export function debtMessage(item: RankedDebt, epic: string, sink: string): Message {
  const { id, kind, service, title, why, since, atLeast, arithmetic } = item;
  return {
    id: `slo-debt:${id}`,
    topic: "debt",
    sink,
    title: `SLO debt: ${title}`,
    text: [
      `Epic: ${epic}`,
      "",
      `- what: ${kind} of ${escapeMarkdown(service)}`,
      `- since: ${rfc3339(since)}${atLeast ? " or earlier" : ""}`,
      `- minutes: ${escapeMarkdown(why)}`,
      `- debt when this was opened: ${arithmetic}`,
    ].join("\n"),
    facts: { id, kind, service },
    attachments: [],
    at: since,
  };
}

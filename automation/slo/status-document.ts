import { type Period, percent, periodMs, type SloStatus, spanText } from "../../core/slo/index.ts";
import { rfc3339 } from "../../core/time/index.ts";

/** A status as the document carries it. */
export function statusDocument({ slo, period, data, burn, budget, burnDown, ...rest }: SloStatus) {
  return {
    name: slo.name,
    service: slo.service,
    target: slo.target,
    method: slo.method.kind,
    period: {
      kind: slo.period.kind,
      ms: periodMs(slo.period),
      start: rfc3339(period.start),
      end: rfc3339(period.end),
    },
    ...rest,
    data: data && { start: rfc3339(data.start), end: rfc3339(data.end) },
    budget: { ...budget, leftMinutes: budget.spent === null ? null : budget.minutes * (1 - budget.spent) },
    burn: burn.map(({ window, long, short, burning }) => ({
      rate: window.rate,
      longMs: Math.round(window.longSeconds * 1_000),
      shortMs: Math.round(window.shortSeconds * 1_000),
      long,
      short,
      burning,
    })),
    burnDown: burnDown.map(({ at, remaining }) => ({ at: rfc3339(at), remaining })),
    position: { file: slo.file, line: slo.line },
  };
}

export function periodText(period: Period): string {
  return period.kind === "rolling" ? spanText(period.ms) : `${spanText(periodMs(period))}, by calendar`;
}

/** `29.1 of 43.2 min left`, or that nothing can be said. */
export function budgetText({ budget, state }: SloStatus): string {
  if (state === "unknown") return `${minutes(budget.minutes)} min a period, what is left is not known`;
  if (budget.spent === null) return `${minutes(budget.minutes)} min a period`;
  if (budget.spent > 1) return `overspent by ${minutes(budget.overspentMinutes)} of ${minutes(budget.minutes)} min`;
  return `${minutes(budget.minutes * (1 - budget.spent))} of ${minutes(budget.minutes)} min left`;
}

function minutes(value: number): string {
  return String(Number(value.toPrecision(3)));
}

export function rateText(rate: number | null): string {
  return rate === null ? "unknown" : String(Number(rate.toPrecision(3)));
}

/** Three lines an SLO for people: state and why, budget and period, burn by windows; notes below. */
export function statusText(statuses: readonly SloStatus[]): string {
  return statuses
    .flatMap((status) => {
      const { slo, state, reason, burn, coverage, notes, events } = status;
      const rates = burn.map(({ window, long, short, burning }) => {
        const spans = `${spanText(window.longSeconds * 1_000)}+${spanText(window.shortSeconds * 1_000)}`;
        return `${spans} ${rateText(long)}/${rateText(short)} of ${window.rate}${burning === true ? " BURNING" : ""}`;
      });
      return [
        `${state.padEnd(11)} ${slo.name} (${slo.service}): ${reason}`,
        `            target ${percent(slo.target)} over ${periodText(slo.period)}, ${budgetText(status)}, ${Math.round(events.total)} events, ${percent(coverage)} known`,
        `            burn ${rates.join(" · ")}`,
        ...notes.map((note) => `            note: ${note}`),
      ];
    })
    .join("\n");
}

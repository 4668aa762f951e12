/**
 * How long one decision takes with 1,000 windows and 10,000 exceptions: windows once each, all recurring, all open at the
 * same time, with two calendars (trusted and working tree) as the gates ask.
 *
 *   npm run bench -- freeze [--runs 2000] [--json]
 */
import { parseArgs } from "node:util";
import { parseCalendar } from "../../adapters/policy/index.ts";
import { type Approval, decideAll, type FreezeRequest } from "../../core/freeze/index.ts";

const { values } = parseArgs({
  options: { runs: { type: "string", default: "2000" }, json: { type: "boolean", default: false } },
});
const limitMs = 1;
const hour = 3_600_000;
const origin = Date.parse("2026-01-01T00:00:00Z");
const stamp = (ms: number): string => new Date(ms).toISOString();
const rules = ["FREQ=WEEKLY", "FREQ=DAILY;INTERVAL=3", "FREQ=MONTHLY", "FREQ=YEARLY", "FREQ=MONTHLY;BYDAY=1TH"];
const zones = ["UTC", "Europe/Berlin", "America/New_York", "Asia/Kolkata"];

interface Shape {
  readonly recurring: boolean;
  readonly open: boolean;
  /** Instants all over the year, not one after the other. */
  readonly scattered?: boolean;
}

function calendarOf({ recurring, open }: Shape): string {
  return JSON.stringify({
    freeze: Array.from({ length: 1000 }, (_, i) => {
      const start = origin + (recurring || open ? 0 : i * 8 * hour);
      return {
        name: `w${i}`,
        start: recurring ? `2026-01-01T0${i % 9}:00:00` : stamp(start),
        end: recurring ? `2026-01-01T2${i % 4}:00:00` : stamp(start + (open ? 9000 : 24) * hour),
        ...(recurring && { rrule: open ? "FREQ=DAILY" : rules[i % rules.length], zone: zones[i % zones.length] }),
        exceptions: Array.from({ length: 10 }, (_, x) => ({
          id: `x${i}-${x}`,
          ticket: `CAB-${x + 1}`,
          stacks: [x === 9 ? "prod" : `stack-${x}`],
          expires: "2027-01-01",
          approvedBy: ["alice", "bob"],
        })),
      };
    }),
  });
}

const request: FreezeRequest = {
  kind: "deploy",
  stack: "prod",
  service: "orders",
  environment: "production",
  labels: [],
  ticket: "CAB-10",
  ticketSource: "config",
};
const approvals: readonly Approval[] = [];
const quantile = (sorted: readonly number[], q: number): number => sorted[Math.floor((sorted.length - 1) * q)]!;

const rows = [];
for (const [name, shape] of Object.entries({
  "1,000 windows, one or more open": { recurring: false, open: false },
  "1,000 windows, all open": { recurring: false, open: true },
  "1,000 recurring windows": { recurring: true, open: false },
  "1,000 recurring windows, all open": { recurring: true, open: true },
  "1,000 recurring windows, at any instant of a year": { recurring: true, open: false, scattered: true },
} as Record<string, Shape>)) {
  const text = calendarOf(shape);
  const startedParse = performance.now();
  const calendar = parseCalendar(text, "freeze.yaml", "sha256:0");
  const parseMs = performance.now() - startedParse;
  const startedFirst = performance.now();
  decideAll([calendar], approvals, request, origin + 12 * hour);
  const firstMs = performance.now() - startedFirst;
  const times: number[] = [];
  let denied = 0;
  for (let run = 0; run < Number(values.runs); run++) {
    // A minute further each time, so that no two decisions are alike.
    const now = origin + 12 * hour + (shape.scattered ? (run * 104_729) % 525_600 : run) * 60_000;
    const started = performance.now();
    const { decision } = decideAll([calendar], approvals, request, now);
    times.push(performance.now() - started);
    if (decision === "deny") denied++;
  }
  times.sort((a, b) => a - b);
  rows.push({ name, medianMs: quantile(times, 0.5), p99Ms: quantile(times, 0.99), firstMs, parseMs, denied, limitMs });
}
if (values.json) process.stdout.write(`${JSON.stringify(rows, null, 2)}\n`);
else
  for (const row of rows)
    process.stdout.write(
      `${row.name}, 10,000 exceptions: median ${row.medianMs.toFixed(3)} ms, p99 ${row.p99Ms.toFixed(3)} ms (limit ${limitMs}, ${row.medianMs <= limitMs ? "met" : "MISSED"}); the first decision ${row.firstMs.toFixed(0)} ms, reading the file ${row.parseMs.toFixed(0)} ms\n`,
    );
if (rows.some(({ medianMs }) => medianMs > limitMs)) process.exitCode = 1;

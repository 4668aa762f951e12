import { median } from "../../core/stats/index.ts";

export interface Series {
  readonly scenario: "good" | "slow-green" | "failing-green";
  /** Whether other processes keep every core busy meanwhile. */
  readonly busy: boolean;
  readonly runs: number;
}

/** One run of the demo, as its process and its document tell it. */
export interface Outcome {
  readonly scenario: Series["scenario"];
  readonly busy: boolean;
  readonly runId: string | null;
  readonly exitCode: number | null;
  readonly outcome: string | null;
  /** It exited with 0, with a document that names no shortcomings. */
  readonly asExpected: boolean;
  /** Why not; empty when as expected. */
  readonly shortcomings: readonly string[];
  readonly seconds: number;
  readonly failed: number;
  readonly failedBySwitch: number;
  readonly lost: number;
  readonly twice: number;
  readonly flipMs: number | null;
  readonly backoutMs: number | null;
  /** Of the last minute, when it began. */
  readonly loadAverage: number;
}

/** The runs in their order: idle before busy, half of each scenario busy, an odd one idle. */
export function seriesOf(good: number, bad: number): Series[] {
  const both = (scenario: Series["scenario"], runs: number): Series[] => [
    { scenario, busy: false, runs: Math.ceil(runs / 2) },
    { scenario, busy: true, runs: Math.floor(runs / 2) },
  ];
  return [...both("good", good), ...both("slow-green", bad), ...both("failing-green", bad)].filter(
    ({ runs }) => runs > 0,
  );
}

/** A process without a document that can be read is not as expected, whatever it exited with. */
export function outcomeOf(
  series: Pick<Series, "scenario" | "busy">,
  process: {
    readonly exitCode: number | null;
    readonly stdout: string;
    readonly seconds: number;
    readonly loadAverage: number;
  },
): Outcome {
  const { exitCode, seconds, loadAverage } = process;
  const document = read(process.stdout);
  const said = document?.shortcomings ?? [document?.error?.message ?? "it printed no document"];
  const shortcomings = said.length === 0 && exitCode !== 0 ? [`it ended with exit code ${exitCode}`] : said;
  return {
    scenario: series.scenario,
    busy: series.busy,
    runId: document?.runId ?? null,
    exitCode,
    outcome: document?.outcome ?? null,
    asExpected: shortcomings.length === 0,
    shortcomings,
    seconds,
    failed: document?.traffic?.failed ?? 0,
    failedBySwitch: document?.traffic?.failedBySwitch ?? 0,
    lost: document?.writes?.lost ?? 0,
    twice: document?.writes?.duplicated ?? 0,
    flipMs: document?.flips?.[0]?.ms ?? null,
    backoutMs: document?.backout?.ms ?? null,
    loadAverage,
  };
}

interface DemoDocument {
  readonly runId?: string;
  readonly outcome?: string;
  readonly shortcomings?: readonly string[];
  readonly error?: { readonly message: string };
  readonly traffic?: { readonly failed: number; readonly failedBySwitch: number } | null;
  readonly writes?: { readonly lost: number; readonly duplicated: number } | null;
  readonly flips?: readonly { readonly ms: number | null }[];
  readonly backout?: { readonly ms: number } | null;
}

function read(stdout: string): DemoDocument | null {
  try {
    return JSON.parse(stdout) as DemoDocument;
  } catch {
    return null;
  }
}

export interface Row {
  readonly scenario: Series["scenario"];
  readonly busy: boolean;
  readonly runs: number;
  readonly asExpected: number;
  readonly failed: number;
  readonly failedBySwitch: number;
  readonly lost: number;
  readonly twice: number;
  readonly seconds: Spread | null;
  readonly flipMs: Spread | null;
  readonly backoutMs: Spread | null;
}

export interface Spread {
  readonly median: number;
  readonly max: number;
}

/** Totals of each series that has run. */
export function rowsOf(outcomes: readonly Outcome[]): Row[] {
  const groups = Map.groupBy(outcomes, ({ scenario, busy }) => `${scenario} ${busy}`);
  return [...groups.values()].map((of) => {
    const sum = (value: (one: Outcome) => number): number => of.reduce((total, one) => total + value(one), 0);
    const spread = (value: (one: Outcome) => number | null): Spread | null =>
      spreadOf(of.flatMap((one) => value(one) ?? []));
    return {
      scenario: of[0]!.scenario,
      busy: of[0]!.busy,
      runs: of.length,
      asExpected: sum((one) => (one.asExpected ? 1 : 0)),
      failed: sum((one) => one.failed),
      failedBySwitch: sum((one) => one.failedBySwitch),
      lost: sum((one) => one.lost),
      twice: sum((one) => one.twice),
      seconds: spread((one) => one.seconds),
      flipMs: spread((one) => one.flipMs),
      backoutMs: spread((one) => one.backoutMs),
    };
  });
}

function spreadOf(values: readonly number[]): Spread | null {
  const ascending = Float64Array.from(values).sort();
  return ascending.length === 0 ? null : { median: median(ascending), max: ascending.at(-1)! };
}

/** The table for people. */
export function tableOf(rows: readonly Row[]): string {
  const head = [
    "scenario",
    "cores",
    "runs",
    "as expected",
    "failed",
    "by switch",
    "lost",
    "twice",
    "seconds",
    "flip ms",
    "backout ms",
  ];
  const spread = (value: Spread | null): string =>
    value ? `${value.median.toFixed(0)} / ${value.max.toFixed(0)}` : "-";
  const cells = rows.map((row) => [
    row.scenario,
    row.busy ? "busy" : "idle",
    String(row.runs),
    String(row.asExpected),
    String(row.failed),
    String(row.failedBySwitch),
    String(row.lost),
    String(row.twice),
    spread(row.seconds),
    spread(row.flipMs),
    spread(row.backoutMs),
  ]);
  const widths = head.map((name, i) => Math.max(name.length, ...cells.map((row) => row[i]!.length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, i) => cell.padEnd(widths[i]!))
      .join("  ")
      .trimEnd();
  return [...[head, ...cells].map(line), "seconds, flip and backout: median / longest"].join("\n");
}

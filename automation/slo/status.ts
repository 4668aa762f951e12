import {
  evaluate,
  periodAt,
  readCounts,
  type SeriesSource,
  type SloDefinition,
  type SloStatus,
  slicesOf,
  stepOf,
} from "../../core/slo/index.ts";
import type { CommandContext } from "../cli/command.ts";

/** An SLO's status, and whether its source failed to answer. */
export interface Judged {
  readonly status: SloStatus;
  readonly outage: boolean;
}

const atOnce = 4;

/** Reads and judges SLOs, some at a time. The order is kept. */
export async function judgeAll(
  slos: readonly SloDefinition[],
  source: SeriesSource,
  now: number,
  context: Pick<CommandContext, "signal" | "progress">,
): Promise<Judged[]> {
  const answers = new Array<Judged>(slos.length);
  let [next, done] = [0, 0];
  const work = async (): Promise<void> => {
    while (next < slos.length) {
      const i = next++;
      const slo = slos[i]!;
      const step = await stepOf(slo, source);
      const slices = slicesOf(periodAt(slo.period, now).start, now, step);
      const read = await readCounts(slo, source, slices, context.signal);
      answers[i] = { status: evaluate(slo, read, now), outage: read.outcome === "error" };
      context.progress(`${++done} of ${slos.length} SLOs`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, slos.length) }, work));
  return answers;
}

/** 1 where a budget is exhausted, else 4 where a source failed, 3 where something is unknown, 0. */
export function exitCodeOf(judged: readonly Judged[]): 0 | 1 | 3 | 4 {
  if (judged.some(({ status }) => status.state === "exhausted")) return 1;
  if (judged.some(({ outage }) => outage)) return 4;
  return judged.some(({ status }) => status.state === "unknown") ? 3 : 0;
}

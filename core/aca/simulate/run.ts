import { seededRandom } from "../../stats/index.ts";
import { judge } from "../judge.ts";
import type { AcaConfigInput } from "../schema.ts";
import type { Row } from "./rows.ts";

export interface RowResult {
  readonly id: string;
  readonly condition: string;
  readonly must: Row["must"];
  readonly repetitions: number;
  /** Share of repetitions with a fail, in percent. */
  readonly alarms: number;
  /** Share of repetitions whose last look is inconclusive, in percent. */
  readonly inconclusives: number;
  /** Standard error of the alarms, in percentage points. */
  readonly monteCarloError: number;
  /** null where nothing must be reached. */
  readonly met: boolean | null;
}

/** Looks that stand for a soak without end. */
const SOAK_LOOKS = 50;

/**
 * Runs one row: the judge itself, on seeded samples.
 *
 * @param stream Tells rows apart that share a seed.
 * @param wanted Repetitions; a soak runs half of them.
 * @param pause Called between batches; throws to stop.
 */
export async function simulateRow(
  row: Row,
  seed: number,
  stream: number,
  wanted: number,
  pause: (done: number, of: number) => Promise<void> = async () => undefined,
): Promise<RowResult> {
  const random = seededRandom(seed, stream);
  const config = configOf(row);
  const looks = row.looks === "unlimited" ? SOAK_LOOKS : row.looks;
  // A soak costs as much as fifty rows.
  const repetitions = row.looks === "unlimited" ? Math.ceil(wanted / 2) : wanted;
  let hits = 0;
  let open = 0;
  for (let k = 0; k < repetitions; k++) {
    const baseline = row.baseline(random, row.n.baseline);
    const canary = row.canary(random, row.n.canary);
    for (let look = 1; look <= looks; look++) {
      const part = (all: Float64Array): Float64Array => all.subarray(0, Math.floor((all.length * look) / looks));
      const verdict = judge(config, { latency: part(baseline) }, { latency: part(canary) }, { look });
      if (verdict.verdict === "fail") {
        hits++;
        break;
      }
      if (look === looks && verdict.verdict === "inconclusive") open++;
    }
    if (k % 500 === 499) await pause(k + 1, repetitions);
  }
  const share = hits / repetitions;
  const alarms = 100 * share;
  return {
    id: row.id,
    condition: row.condition,
    must: row.must,
    repetitions,
    alarms,
    inconclusives: (100 * open) / repetitions,
    monteCarloError: 100 * Math.sqrt((share * (1 - share)) / repetitions),
    met: row.must === null ? null : row.must.at === "most" ? alarms <= row.must.percent : alarms >= row.must.percent,
  };
}

/** The default configuration; only the planned looks differ between rows. */
function configOf(row: Row): AcaConfigInput {
  return {
    metrics: [{ name: "latency", kind: "continuous", direction: "increase", critical: true }],
    looks: { planned: row.looks },
  };
}

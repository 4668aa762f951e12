import { type Canonical, canonical, redactedDifferences, requestDigest, restrictedTo } from "./canonical.ts";
import {
  DEFAULT_SHADOW_LIMITS,
  type ShadowCounts,
  type ShadowExample,
  type ShadowLimits,
  type ShadowOutcome,
  type ShadowReport,
  shadowVerdict,
} from "./shadow-tally.ts";

export interface ShadowReadOptions<Request, Answer> {
  readonly primary: (request: Request) => Promise<Answer>;
  /** Gets the signal of its budget; what it gives after that is thrown away. */
  readonly candidate: (request: Request, signal: AbortSignal) => Promise<unknown>;
  /** Brings the primary's answer to the candidate's shape, such as a mapping's `up`. */
  readonly expected?: (answer: Answer) => unknown;
  readonly canonical?: Canonical;
  /** Leaves out names that only the candidate answers with: a version that adds some changes nothing for old readers. */
  readonly covers?: boolean;
  /** Share of reads that are compared, 0 to 1. */
  readonly sample: number;
  /** Kind of a request; of each kind the first `perStratum` reads are compared whatever the share. Default: one kind. */
  readonly stratum?: (request: Request) => string;
  readonly perStratum?: number;
  /** Ms that the candidate has. */
  readonly budgetMs: number;
  /** Of how many compared reads one is also read twice from the primary; 0 for none. Default 10. */
  readonly noiseEvery?: number;
  /** Comparisons under way at once; further ones are dropped and counted. Default 16. */
  readonly maxInFlight?: number;
  readonly limits?: Partial<ShadowLimits>;
  /** 0 ≤ x < 1. */
  readonly random: () => number;
  /** Calls back after so many ms. */
  readonly timer: (ms: number, call: () => void) => { cancel(): void };
  /** Runs a task after the caller's; never before it returns. */
  readonly defer: (task: () => void) => void;
}

export interface ShadowReader<Request, Answer> {
  /** The primary's answer or error, as soon as it is there. */
  read(request: Request): Promise<Answer>;
  report(): ShadowReport;
  /** Resolves when no comparison is under way. */
  idle(): Promise<void>;
}

const EXAMPLES = 10;
const STRATA = 50;
const OTHER = "other";

/**
 * Reads from the primary and compares a sample of its answers with the candidate's. The candidate is asked after the
 * primary has answered and outside of the caller's wait: it cannot make a read slower, fail it or change it. It has a
 * budget, and a bounded number of comparisons runs at once.
 */
export function shadowRead<Request, Answer>(
  options: ShadowReadOptions<Request, Answer>,
): ShadowReader<Request, Answer> {
  const { perStratum = 20, noiseEvery = 10, maxInFlight = 16 } = options;
  const limits = { ...DEFAULT_SHADOW_LIMITS, ...options.limits };
  const rules = options.canonical ?? {};
  const strata = new Map<string, Tally>();
  const noise = { compared: 0, mismatches: 0 };
  const examples: ShadowExample[] = [];
  let reads = 0;
  let chosen = 0;
  let inFlight = 0;
  let whenIdle: (() => void)[] = [];

  const tallyOf = (request: Request): readonly [string, Tally] => {
    const wanted = options.stratum?.(request) ?? "all";
    const name = strata.has(wanted) || strata.size < STRATA ? wanted : OTHER;
    const tally = strata.get(name) ?? new Tally();
    strata.set(name, tally);
    return [name, tally];
  };

  const compare = async (
    request: Request,
    answer: Answer,
    name: string,
    tally: Tally,
    withNoise: boolean,
  ): Promise<void> => {
    const expected = (value: Answer): unknown => (options.expected ? options.expected(value) : value);
    try {
      const answered = await withinBudget(options, request);
      if (answered.kind !== "answer") {
        tally.count(answered.kind);
        return;
      }
      const wanted = expected(answer);
      const given = options.covers ? restrictedTo(wanted, answered.value) : answered.value;
      const same = canonical(wanted, rules) === canonical(given, rules);
      tally.count(same ? "match" : "mismatch");
      if (!same && examples.length < EXAMPLES)
        examples.push({
          stratum: name,
          request: requestDigest(request),
          differences: redactedDifferences(wanted, given, rules),
        });
      if (!withNoise) return;
      const again = await options.primary(request);
      noise.compared++;
      if (canonical(expected(again), rules) !== canonical(expected(answer), rules)) noise.mismatches++;
    } catch {
      // An answer of the primary that cannot be brought to the other shape is a difference, not a reason to fail.
      tally.count("candidate-error");
    }
  };

  const maybeCompare = (request: Request, answer: Answer): void => {
    const [name, tally] = tallyOf(request);
    if (tally.asked >= perStratum && options.random() >= options.sample) return;
    if (inFlight >= maxInFlight) {
      tally.count("dropped");
      return;
    }
    inFlight++;
    chosen++;
    tally.asked++;
    const withNoise = noiseEvery > 0 && chosen % noiseEvery === 0;
    options.defer(() => {
      void compare(request, answer, name, tally, withNoise).finally(() => {
        inFlight--;
        if (inFlight > 0) return;
        for (const call of whenIdle) call();
        whenIdle = [];
      });
    });
  };

  return {
    read: async (request) => {
      const answer = await options.primary(request);
      reads++;
      try {
        maybeCompare(request, answer);
      } catch {
        // A stratum function that throws is no reason to fail a read.
      }
      return answer;
    },
    report: () => {
      const parts = Object.fromEntries([...strata].map(([name, tally]) => [name, tally.counts()]));
      const counts = sum(Object.values(parts));
      return {
        reads,
        ...counts,
        noise: { ...noise },
        strata: parts,
        examples: [...examples],
        verdict: shadowVerdict(counts, parts, noise, limits),
      };
    },
    idle: () => (inFlight === 0 ? Promise.resolve() : new Promise((resolve) => whenIdle.push(resolve))),
  };
}

class Tally {
  asked = 0;
  readonly #counts: Record<ShadowOutcome, number> = {
    match: 0,
    mismatch: 0,
    timeout: 0,
    "candidate-error": 0,
    dropped: 0,
  };

  count(outcome: ShadowOutcome): void {
    this.#counts[outcome]++;
  }

  counts(): ShadowCounts {
    const { match, mismatch, timeout, dropped } = this.#counts;
    return {
      compared: match + mismatch,
      mismatches: mismatch,
      timeouts: timeout,
      errors: this.#counts["candidate-error"],
      dropped,
    };
  }
}

function sum(parts: readonly ShadowCounts[]): ShadowCounts {
  const total = (of: (part: ShadowCounts) => number): number => parts.reduce((all, part) => all + of(part), 0);
  return {
    compared: total((p) => p.compared),
    mismatches: total((p) => p.mismatches),
    timeouts: total((p) => p.timeouts),
    errors: total((p) => p.errors),
    dropped: total((p) => p.dropped),
  };
}

type Answered = { readonly kind: "answer"; readonly value: unknown } | { readonly kind: "timeout" | "candidate-error" };

/** A candidate that ignores its signal is left behind. */
async function withinBudget<Request, Answer>(
  options: ShadowReadOptions<Request, Answer>,
  request: Request,
): Promise<Answered> {
  const controller = new AbortController();
  return await new Promise<Answered>((resolve) => {
    const timer = options.timer(options.budgetMs, () => {
      resolve({ kind: "timeout" });
      controller.abort();
    });
    Promise.resolve()
      .then(() => options.candidate(request, controller.signal))
      .then(
        (value) => resolve({ kind: "answer", value }),
        () => resolve({ kind: controller.signal.aborted ? "timeout" : "candidate-error" }),
      )
      .finally(() => timer.cancel());
  });
}

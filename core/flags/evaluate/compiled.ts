import type { Flag, FlagSplit, VariantValue } from "../registry.ts";
import { murmur3 } from "./murmur3.ts";
import type { Evaluation, EvaluationCause, EvaluationContext, EvaluationReason } from "./types.ts";

/** Longer keys are nobody's: hashing them would cost more than the request. */
const maximumSubject = 4_096;
/** Of a claim that is a list, how many elements are looked at. */
const maximumElements = 1_000;

interface Split {
  readonly by: string;
  /** Hashes below `limits[i]` and not below the one before get `results[i]`. */
  readonly limits: Float64Array;
  readonly results: readonly Evaluation[];
}

interface Condition {
  readonly name: string;
  readonly values: ReadonlySet<unknown>;
}

interface Target {
  readonly conditions: readonly Condition[];
  readonly result: Evaluation | null;
  readonly split: Split | null;
}

/** One flag, made ready: every answer that it can give is built once, and an evaluation only picks one. */
export class CompiledFlag {
  readonly flag: Flag;
  /** Filled in by `compile`, since flags name each other. */
  prerequisites: readonly CompiledFlag[] = [];
  readonly #expiresAt: number;
  readonly #expired: Evaluation;
  readonly #prerequisiteOff: Evaluation;
  readonly #noSubject: Evaluation;
  readonly #failed: Evaluation;
  readonly #targets: readonly Target[];
  readonly #split: Split | null;
  readonly #fixed: Evaluation;
  /** The same answer for everybody until it expires. */
  readonly #always: boolean;

  constructor(flag: Flag, state: { readonly stopped: EvaluationCause | null; readonly override: boolean | undefined }) {
    this.flag = flag;
    const own = !isSwitch(flag);
    const answers = new Map<string, Evaluation>();
    const answer = (variant: string, reason: EvaluationReason, cause: EvaluationCause): Evaluation => {
      const id = `${variant} ${cause}`;
      let found = answers.get(id);
      if (!found) {
        const value = frozen(flag.variants[variant]!);
        const on = own ? variant !== flag.safeVariant : value === true;
        const errorCode = reason === "ERROR" ? ("GENERAL" as const) : null;
        found = Object.freeze({ key: flag.key, value, variant, on, reason, cause, errorCode });
        answers.set(id, found);
      }
      return found;
    };
    const safe = flag.safeVariant;
    const splitOf = ({ by, shares }: FlagSplit): Split => {
      let sum = 0;
      const limits = shares.map(({ weight }) => {
        sum += weight;
        return sum * 2 ** 32;
      });
      return {
        by,
        limits: Float64Array.from(limits, (limit) => limit / sum),
        results: shares.map(({ variant }) => answer(variant, "SPLIT", "split")),
      };
    };
    const stopped = state.stopped ?? (state.override === false ? "turned-off" : null);
    const stays = flag.type === "ops" || flag.type === "permission";
    this.#expiresAt = flag.expiresAt === null || stays || stopped ? Number.POSITIVE_INFINITY : flag.expiresAt;
    this.#expired = answer(safe, "DISABLED", "expired");
    this.#prerequisiteOff = answer(safe, "DISABLED", "prerequisite-off");
    this.#noSubject = answer(safe, "DEFAULT", "no-subject");
    this.#failed = answer(safe, "ERROR", "failed");
    this.#targets = flag.targeting.map((rule) => ({
      conditions: [
        ...(rule.tenants ? [{ name: "tenant", values: new Set<unknown>(rule.tenants) }] : []),
        ...rule.claims.map(({ name, values }) => ({ name, values: new Set<unknown>(values) })),
      ],
      result: "variant" in rule.serve ? answer(rule.serve.variant, "TARGETING_MATCH", "rule") : null,
      split: "split" in rule.serve ? splitOf(rule.serve.split) : null,
    }));
    this.#split = flag.rollout === null ? null : splitOf(flag.rollout);
    const undecided = state.override === true && !own ? "on" : flag.fallback;
    this.#fixed = stopped
      ? answer(stopped === "turned-off" && !own ? "off" : safe, stopped === "malformed" ? "ERROR" : "DISABLED", stopped)
      : answer(undecided, flag.targeting.length > 0 ? "DEFAULT" : "STATIC", "static");
    this.#always =
      stopped !== null || (flag.targeting.length === 0 && flag.rollout === null && flag.prerequisites.length === 0);
  }

  /** @param now Epoch milliseconds. Never throws: a context that does is answered with the safe side. */
  evaluate(context: EvaluationContext, now: number): Evaluation {
    if (now >= this.#expiresAt) return this.#expired;
    if (this.#always) return this.#fixed;
    try {
      for (const other of this.prerequisites) if (!other.evaluate(context, now).on) return this.#prerequisiteOff;
      for (const target of this.#targets)
        if (meets(target.conditions, context)) return target.result ?? this.#pick(target.split!, context);
      return this.#split === null ? this.#fixed : this.#pick(this.#split, context);
    } catch {
      return this.#failed;
    }
  }

  #pick(split: Split, context: EvaluationContext): Evaluation {
    const subject = Object.hasOwn(context, split.by) ? context[split.by] : undefined;
    const text = typeof subject === "number" && Number.isFinite(subject) ? String(subject) : subject;
    if (typeof text !== "string" || text.length === 0 || text.length > maximumSubject) return this.#noSubject;
    const hash = murmur3(this.flag.key + text);
    const { limits, results } = split;
    // flagd: floor(hash · total / 2³²) < the sum of weights up to here, written without the division.
    for (let i = 0; i < limits.length; i++) if (hash < limits[i]!) return results[i]!;
    return results[results.length - 1]!;
  }
}

function meets(conditions: readonly Condition[], context: EvaluationContext): boolean {
  for (const { name, values } of conditions) {
    if (!Object.hasOwn(context, name)) return false;
    const value = context[name];
    if (!(Array.isArray(value) ? someOf(value, values) : values.has(value))) return false;
  }
  return true;
}

function someOf(list: readonly unknown[], values: ReadonlySet<unknown>): boolean {
  const end = Math.min(list.length, maximumElements);
  for (let i = 0; i < end; i++) if (values.has(list[i])) return true;
  return false;
}

/** True of a flag that is on or off. */
export function isSwitch(flag: Flag): boolean {
  return flag.variants.on === true && flag.variants.off === false && Object.keys(flag.variants).length === 2;
}

function frozen(value: VariantValue): VariantValue {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    for (const inner of Object.values(value)) frozen(inner as VariantValue);
    Object.freeze(value);
  }
  return value;
}

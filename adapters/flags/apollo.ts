import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import type { Evaluation, EvaluationContext, FlagSnapshot, VariantValue } from "../../core/flags/index.ts";
import type { Assignment, Experiments, Measured } from "../experiments/index.ts";
import { defaultFlags } from "./default.ts";
import { verifiedContext } from "./express.ts";
import type { Flags } from "./runtime.ts";

/** What a subject of a running experiment gets. */
export interface ServedArm extends Assignment {
  /** The flag's value in this arm. */
  readonly value: VariantValue;
}

/** What resolvers find under `flags` of their context: one snapshot for the whole operation. */
export interface ResolverFlags {
  isOn(key: string): boolean;
  evaluate(key: string): Evaluation;
  /** The arm of an experiment, or null for whoever is in none: they get what the flag says. */
  arm(experiment: string): ServedArm | null;
}

export interface FlagsContext extends BaseContext {
  flags?: ResolverFlags;
}

/** An operation that was answered. */
export interface Answered {
  /** Whether the answer bears errors. */
  readonly failed: boolean;
  readonly durationMs: number;
}

export interface FlagsPluginOptions<C extends FlagsContext> {
  /** Unless told: the flags of `useFlags`, else those of flags/registry.yaml below the working directory. */
  readonly flags?: Flags;
  /** Gives arms and logs what was met in them, see `Experiments.open`. */
  readonly experiments?: Pick<Experiments, "assign" | "expose">;
  /** What is logged of an operation that asked for an arm; null: nothing. Unless told, that it was given alone. */
  readonly measure?: (arm: ServedArm, answered: Answered) => Measured | null;
  /** Who asks; unless told what a login has verified: `auth`, its `payload`, or `user` of the context. */
  readonly context?: (contextValue: C) => EvaluationContext;
  /** Epoch milliseconds. */
  readonly clock?: () => number;
}

/**
 * Gives the resolvers of Apollo Server the flags that Express's routes ask, and the arms of experiments:
 * `context.flags.isOn("x.enabled")`. All resolvers of an operation see one snapshot, whatever changes meanwhile.
 *
 *     new ApolloServer({ typeDefs, resolvers, plugins: [flagsPlugin({ flags })] })
 */
export function flagsPlugin<C extends FlagsContext>(options: FlagsPluginOptions<C> = {}): ApolloServerPlugin<C> {
  const contextOf = options.context ?? verifiedContext;
  const measure = options.measure ?? (() => ({ metrics: {} }));
  const clock = options.clock ?? Date.now;
  return {
    requestDidStart: async ({ contextValue }) => {
      const { snapshot } = options.flags ?? (await defaultFlags());
      const began = performance.now();
      const context = contextFrom(contextOf, contextValue);
      const flags = new OperationFlags(snapshot, context, clock(), options.experiments);
      contextValue.flags = flags;
      return {
        willSendResponse: async ({ errors }) => {
          const answered = { failed: (errors?.length ?? 0) > 0, durationMs: performance.now() - began };
          for (const arm of flags.arms) {
            try {
              const measured = measure(arm, answered);
              if (measured !== null) options.experiments?.expose(arm, context, measured);
            } catch (error) {
              // The client's answer does not depend on what is logged of it.
              process.emitWarning(error instanceof Error ? error : String(error));
            }
          }
        },
      };
    },
  };
}

/** A context that cannot be made is nobody's. */
function contextFrom<C>(contextOf: (value: C) => EvaluationContext, value: C): EvaluationContext {
  try {
    return contextOf(value);
  } catch {
    return {};
  }
}

class OperationFlags implements ResolverFlags {
  readonly #arms = new Map<string, ServedArm | null>();
  readonly #snapshot: FlagSnapshot;
  readonly #context: EvaluationContext;
  readonly #now: number;
  readonly #experiments: Pick<Experiments, "assign"> | undefined;

  constructor(
    snapshot: FlagSnapshot,
    context: EvaluationContext,
    now: number,
    experiments: Pick<Experiments, "assign"> | undefined,
  ) {
    this.#snapshot = snapshot;
    this.#context = context;
    this.#now = now;
    this.#experiments = experiments;
  }

  isOn(key: string): boolean {
    return this.#snapshot.isOn(key, this.#context, this.#now);
  }

  evaluate(key: string): Evaluation {
    return this.#snapshot.evaluate(key, this.#context, this.#now);
  }

  arm(name: string): ServedArm | null {
    const known = this.#arms.get(name);
    if (known !== undefined) return known;
    const assignment = this.#experiments?.assign(name, this.#context) ?? null;
    const value = assignment && this.#snapshot.get(assignment.flag)?.variants[assignment.variant];
    const served = assignment === null || value === undefined || value === null ? null : { ...assignment, value };
    this.#arms.set(name, served);
    return served;
  }

  /** The arms that were asked for and given. */
  get arms(): readonly ServedArm[] {
    return [...this.#arms.values()].filter((arm) => arm !== null);
  }
}

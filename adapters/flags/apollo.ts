import type { ApolloServerPlugin, BaseContext } from "@apollo/server";
import { type Experiment, type ServedArm, serveArm } from "../../core/experiments/index.ts";
import type { Evaluation, EvaluationContext, FlagSnapshot } from "../../core/flags/index.ts";
import { defaultFlags } from "./default.ts";
import { verifiedContext } from "./express.ts";
import type { Flags } from "./runtime.ts";

/** What resolvers find under `flags` of their context: one snapshot for the whole operation. */
export interface ResolverFlags {
  isOn(key: string): boolean;
  evaluate(key: string): Evaluation;
  /** The arm of an experiment, or null for whoever is in none; the first question is an exposure. */
  arm(experiment: string): ServedArm | null;
}

export interface FlagsContext extends BaseContext {
  flags?: ResolverFlags;
}

/** Somebody was shown an arm. `admit` of core/experiments takes it in without anything personal. */
export interface Exposure {
  readonly experiment: string;
  readonly arm: string;
  readonly subject: string;
  readonly at: number;
}

export interface FlagsPluginOptions<C extends FlagsContext> {
  /** Unless told: the flags of `useFlags`, else those of flags/registry.yaml below the working directory. */
  readonly flags?: Flags;
  readonly experiments?: readonly Experiment[];
  /** Who asks; unless told what a login has verified: `auth`, its `payload`, or `user` of the context. */
  readonly context?: (contextValue: C) => EvaluationContext;
  /** Called once an operation and experiment. What it throws is a warning, never the client's. */
  readonly onExposure?: (exposure: Exposure) => void;
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
  const experiments = new Map((options.experiments ?? []).map((each) => [each.experiment, each]));
  const contextOf = options.context ?? verifiedContext;
  return {
    requestDidStart: async ({ contextValue }) => {
      const { snapshot } = options.flags ?? (await defaultFlags());
      contextValue.flags = new OperationFlags(
        snapshot,
        contextFrom(contextOf, contextValue),
        experiments,
        (options.clock ?? Date.now)(),
        options.onExposure,
      );
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
  readonly #experiments: ReadonlyMap<string, Experiment>;
  readonly #now: number;
  readonly #onExposure: ((exposure: Exposure) => void) | undefined;

  constructor(
    snapshot: FlagSnapshot,
    context: EvaluationContext,
    experiments: ReadonlyMap<string, Experiment>,
    now: number,
    onExposure: ((exposure: Exposure) => void) | undefined,
  ) {
    this.#snapshot = snapshot;
    this.#context = context;
    this.#experiments = experiments;
    this.#now = now;
    this.#onExposure = onExposure;
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
    const experiment = this.#experiments.get(name);
    const served = experiment ? serveArm(experiment, this.#snapshot, this.#context, this.#now) : null;
    this.#arms.set(name, served);
    if (served !== null) this.#expose(served);
    return served;
  }

  #expose({ experiment, arm }: ServedArm): void {
    try {
      this.#onExposure?.({ experiment, arm, subject: String(this.#context.targetingKey), at: this.#now });
    } catch (error) {
      process.emitWarning(error instanceof Error ? error : String(error));
    }
  }
}

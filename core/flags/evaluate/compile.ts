import type { FlagContext } from "../finding.ts";
import { byKey, type Flag, type Registry } from "../registry.ts";
import { outOfScope } from "../rules/out-of-scope.ts";
import { CompiledFlag } from "./compiled.ts";
import type { Evaluation, EvaluationCause, EvaluationContext } from "./types.ts";

export interface CompileOptions {
  /** What the stack's config says: false turns a flag off for everybody, true on as far as its rules say. */
  readonly overrides?: Readonly<Record<string, boolean>>;
  /** Keys whose kill-switch is thrown. */
  readonly kills?: ReadonlySet<string>;
  /** Where the flags are to be in force; without it lists of services, stacks and environments are not looked at. */
  readonly place?: Pick<FlagContext, "service" | "stack" | "environment">;
}

/** All flags, ready to be asked. Immutable: a change makes a new one, which is swapped in as a whole. */
export class FlagSnapshot {
  readonly #flags: ReadonlyMap<string, CompiledFlag>;

  constructor(flags: ReadonlyMap<string, CompiledFlag>) {
    this.#flags = flags;
  }

  get size(): number {
    return this.#flags.size;
  }

  get(key: string): Flag | undefined {
    return this.#flags.get(key)?.flag;
  }

  keys(): IterableIterator<string> {
    return this.#flags.keys();
  }

  /**
   * Who gets what. Never throws.
   *
   * @param now Epoch milliseconds.
   * @returns cause `not-found`, value false for a key that is not registered.
   */
  evaluate(key: string, context: EvaluationContext, now: number): Evaluation {
    const found = this.#flags.get(key);
    return found === undefined ? notFound(key) : found.evaluate(context, now);
  }

  isOn(key: string, context: EvaluationContext, now: number): boolean {
    const found = this.#flags.get(key);
    return found?.evaluate(context, now).on ?? false;
  }
}

function notFound(key: string): Evaluation {
  return {
    key: String(key).slice(0, 200),
    value: false,
    variant: null,
    on: false,
    reason: "ERROR",
    cause: "not-found",
    errorCode: "FLAG_NOT_FOUND",
  };
}

/**
 * Makes a registry ready. What is wrong with a flag puts that flag on its safe side and no other: a key that stands
 * twice, prerequisites in a circle or not registered.
 */
export function compile(registry: Registry, options: CompileOptions = {}): FlagSnapshot {
  const { overrides = {}, kills = new Set<string>(), place } = options;
  const entries = byKey(registry);
  const circular = keysInCircles(entries);
  const compiled = new Map<string, CompiledFlag>();
  for (const [key, [flag, ...others]] of entries) {
    const stopped: EvaluationCause | null =
      others.length > 0 || circular.has(key)
        ? "malformed"
        : kills.has(key)
          ? "killed"
          : flag!.ended !== null
            ? "ended"
            : flag!.prerequisites.some((other) => !entries.has(other))
              ? "prerequisite-off"
              : place && outOfScope(flag!, { key, where: "" }, place, 0, registry) !== null
                ? "out-of-scope"
                : null;
    const override = Object.hasOwn(overrides, key) ? overrides[key] : undefined;
    compiled.set(key, new CompiledFlag(flag!, { stopped, override }));
  }
  for (const [key, { flag }] of compiled)
    if (!circular.has(key))
      compiled.get(key)!.prerequisites = flag.prerequisites.flatMap((other) => compiled.get(other) ?? []);
  return new FlagSnapshot(compiled);
}

/** Keys that lead back to themselves, and those that lead to such a key. Linear, without recursion. */
function keysInCircles(entries: ReadonlyMap<string, readonly Flag[]>): ReadonlySet<string> {
  const open = new Map<string, number>();
  const dependents = new Map<string, string[]>();
  for (const [key, flags] of entries) {
    const needed = new Set(flags.flatMap(({ prerequisites }) => prerequisites).filter((other) => entries.has(other)));
    open.set(key, needed.size);
    for (const other of needed) {
      const known = dependents.get(other);
      if (known) known.push(key);
      else dependents.set(other, [key]);
    }
  }
  const free = [...open].filter(([, count]) => count === 0).map(([key]) => key);
  for (let key = free.pop(); key !== undefined; key = free.pop())
    for (const dependent of dependents.get(key) ?? []) {
      const left = open.get(dependent)! - 1;
      open.set(dependent, left);
      if (left === 0) free.push(dependent);
    }
  return new Set([...open].filter(([, count]) => count > 0).map(([key]) => key));
}

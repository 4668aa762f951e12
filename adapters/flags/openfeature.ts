import {
  ErrorCode,
  type EvaluationContext,
  type JsonValue,
  OpenFeatureEventEmitter,
  type Provider,
  ProviderEvents,
  type ResolutionDetails,
} from "@openfeature/server-sdk";
import type { Evaluation, Flag } from "../../core/flags/index.ts";
import { defaultFlags } from "./default.ts";
import type { Flags } from "./runtime.ts";

/**
 * The flags as a provider of OpenFeature's server SDK. A question for a flag of another type is answered with the
 * caller's default and TYPE_MISMATCH, an unknown key with FLAG_NOT_FOUND; an answer's metadata says why (`cause`), whose
 * the flag is and until when. Emits PROVIDER_CONFIGURATION_CHANGED with the keys that changed, PROVIDER_STALE when the
 * source begins to fail, PROVIDER_READY when it is sound again.
 */
export class MaestroProvider implements Provider {
  readonly metadata = { name: "maestro" } as const;
  readonly runsOn = "server";
  readonly events = new OpenFeatureEventEmitter();
  readonly #given: Flags | undefined;
  #flags: Flags | null = null;
  #stop: () => void = () => undefined;

  /** @param flags Unless told the default ones, see `useFlags`. They are the caller's to close. */
  constructor(flags?: Flags) {
    this.#given = flags;
    if (flags) this.#flags = flags;
  }

  async initialize(): Promise<void> {
    const flags = this.#given ?? (await defaultFlags());
    this.#flags = flags;
    this.#stop();
    const stops = [
      flags.onChange((flagsChanged) =>
        this.events.emit(ProviderEvents.ConfigurationChanged, { flagsChanged: [...flagsChanged] }),
      ),
      flags.onState((state) => {
        const message = flags.status().problems[0];
        if (state === "fresh") this.events.emit(ProviderEvents.Ready);
        else this.events.emit(ProviderEvents.Stale, message === undefined ? {} : { message });
      }),
    ];
    this.#stop = () => {
      for (const stop of stops) stop();
    };
    if (flags.status().state === "empty") throw new Error(flags.status().problems[0] ?? "there is no registry");
  }

  async onClose(): Promise<void> {
    this.#stop();
  }

  async resolveBooleanEvaluation(key: string, fallback: boolean, context: EvaluationContext) {
    return this.#resolve(key, fallback, context, (value): value is boolean => typeof value === "boolean");
  }

  async resolveStringEvaluation(key: string, fallback: string, context: EvaluationContext) {
    return this.#resolve(key, fallback, context, (value): value is string => typeof value === "string");
  }

  async resolveNumberEvaluation(key: string, fallback: number, context: EvaluationContext) {
    return this.#resolve(key, fallback, context, (value): value is number => typeof value === "number");
  }

  async resolveObjectEvaluation<T extends JsonValue>(key: string, fallback: T, context: EvaluationContext) {
    return this.#resolve(key, fallback, context, (value): value is T => typeof value === "object" && value !== null);
  }

  #resolve<T>(
    key: string,
    fallback: T,
    context: EvaluationContext,
    fits: (value: unknown) => value is T,
  ): ResolutionDetails<T> {
    if (this.#flags === null)
      return { value: fallback, reason: "ERROR", errorCode: ErrorCode.PROVIDER_NOT_READY, errorMessage: "not opened" };
    const { snapshot } = this.#flags;
    return details(this.#flags.evaluate(key, context), snapshot.get(key), fallback, fits);
  }
}

function details<T>(
  found: Evaluation,
  flag: Flag | undefined,
  fallback: T,
  fits: (value: unknown) => value is T,
): ResolutionDetails<T> {
  const { value, variant, reason, cause, errorCode } = found;
  const flagMetadata = {
    cause,
    ...(flag ? { scope: flag.scope, type: flag.type, risk: flag.risk, killswitch: flag.killswitch } : {}),
    ...(flag?.owner ? { owner: flag.owner } : {}),
    ...(flag?.expires ? { expires: flag.expires } : {}),
  };
  if (errorCode === "FLAG_NOT_FOUND")
    return {
      value: fallback,
      reason,
      errorCode: ErrorCode.FLAG_NOT_FOUND,
      errorMessage: `${found.key} is not registered`,
    };
  if (!fits(value))
    return {
      value: fallback,
      reason: "ERROR",
      errorCode: ErrorCode.TYPE_MISMATCH,
      errorMessage: `${found.key} is a ${typeof value}`,
      flagMetadata,
    };
  return { value, reason, flagMetadata, ...(variant === null ? {} : { variant }) };
}

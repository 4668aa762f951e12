import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { EvaluationContext } from "../../core/flags/index.ts";
import { defaultFlags } from "./default.ts";
import type { Flags } from "./runtime.ts";

export interface WithFlagOptions {
  /** Unless told: the flags of `useFlags`, else those of flags/registry.yaml below the working directory. */
  readonly flags?: Pick<Flags, "isOn">;
  /** Who asks; unless told what a login middleware has verified: `req.auth`, its `payload`, or `req.user`. */
  readonly context?: (request: Request) => EvaluationContext;
}

/**
 * Lets a request pass while a flag is on for whoever asks, else answers 404, as if the route were not there.
 * A `req.flags` that says `false` for the key turns it off for that request; none can turn it on.
 *
 *     app.get("/x", withFlag("x.enabled"), handler)
 */
export function withFlag(key: string, options: WithFlagOptions = {}): RequestHandler {
  const contextOf = options.context ?? verifiedContext;
  const given = options.flags;
  return (request: Request, response: Response, next: NextFunction): void => {
    const own = (request as Request & { flags?: Record<string, unknown> }).flags;
    if (typeof own === "object" && own !== null && Object.hasOwn(own, key) && own[key] === false) {
      response.status(404).end();
      return;
    }
    const flags = given ?? defaultFlags();
    if (!(flags instanceof Promise)) {
      if (isOn(flags, key, contextOf, request)) next();
      else response.status(404).end();
      return;
    }
    flags.then(
      (opened) => (isOn(opened, key, contextOf, request) ? next() : void response.status(404).end()),
      () => void response.status(404).end(),
    );
  };
}

/** A context that cannot be made is nobody's: the flag's answer for nobody counts. */
function isOn(
  flags: Pick<Flags, "isOn">,
  key: string,
  contextOf: (request: Request) => EvaluationContext,
  request: Request,
): boolean {
  let context: EvaluationContext;
  try {
    context = contextOf(request);
  } catch {
    context = {};
  }
  return flags.isOn(key, context);
}

interface Claims {
  readonly sub?: unknown;
  readonly tenant?: unknown;
  readonly payload?: unknown;
}

/** Claims that some middleware has verified; headers, which anybody can set, are never read. */
export function verifiedContext(request: object): EvaluationContext {
  const { auth, user } = request as { auth?: Claims; user?: Claims };
  const claims = (isObject(auth?.payload) ? auth.payload : (auth ?? user)) as Claims | undefined;
  if (!isObject(claims)) return nobody;
  return { ...claims, targetingKey: (claims as Claims).sub };
}

const nobody: EvaluationContext = Object.freeze({});

function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null;
}

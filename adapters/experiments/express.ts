import type { NextFunction, Request, RequestHandler, Response } from "express";
import type { EvaluationContext } from "../../core/flags/index.ts";
import { verifiedContext } from "../flags/index.ts";
import type { Assignment, Experiments, Measured } from "./runtime.ts";

export interface WithExperimentOptions {
  readonly experiments: Experiments;
  /** Who asks; unless told what a login middleware has verified, as for `withFlag`. */
  readonly context?: (request: Request) => EvaluationContext;
  /** What is logged of a finished request; null: nothing. */
  readonly measure: (request: Request, response: Response, durationMs: number) => Measured | null;
}

/**
 * Gives a request its arm, in `response.locals.experiments[name]`, and logs what was measured when it has been answered.
 *
 *     app.get("/x", withExperiment("subs-buffer", { experiments, measure: (_, response, ms) => ({
 *       metrics: { p95_ms: ms, error_rate: response.statusCode >= 500 ? 1 : 0 } }) }), handler)
 */
export function withExperiment(name: string, options: WithExperimentOptions): RequestHandler {
  const contextOf = options.context ?? verifiedContext;
  return (request: Request, response: Response, next: NextFunction): void => {
    let context: EvaluationContext = {};
    try {
      context = contextOf(request);
    } catch {
      // A context that cannot be made is nobody's.
    }
    const assignment = options.experiments.assign(name, context);
    if (assignment !== null) {
      const locals = response.locals as { experiments?: Record<string, Assignment> };
      locals.experiments = { ...locals.experiments, [name]: assignment };
      const began = performance.now();
      response.once("finish", () => {
        const measured = options.measure(request, response, performance.now() - began);
        if (measured !== null) options.experiments.expose(assignment, context, measured);
      });
    }
    next();
  };
}

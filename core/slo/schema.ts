import * as z from "zod";

const limit = z.strictObject({
  name: z.string().min(1),
  signal: z.enum(["errorShare", "p95Ms", "p99Ms"]),
  /** errorShare 0..1; p95Ms and p99Ms in milliseconds. A value above it is a breach. */
  max: z.number().min(0),
  windowSeconds: z.int().min(1).max(3600).default(5),
  /** Windows with fewer requests say nothing. */
  minRequests: z.int().min(1).default(50),
});

export const burnSchema = z.strictObject({
  rate: z.number().min(1).describe("How many times faster than allowed the error budget is spent"),
  longSeconds: z.number().min(1).describe("Window in which it must be so, so that a blip is none"),
  shortSeconds: z.number().min(1).describe("Window in which it must still be so, so that what is over is none"),
});

const objective = z
  .strictObject({
    name: z.string().min(1),
    kind: z.enum(["availability", "latency"]),
    target: z.number().gt(0).lt(1).describe("Share of requests that must be good, such as 0.999"),
    thresholdMs: z.number().min(1).optional().describe("latency: a request is good up to it; rounded up to a bucket"),
    periodDays: z
      .number()
      .min(0.01)
      .max(366)
      .default(30)
      .describe("What the error budget is for; windows scale with it"),
    burn: z.array(burnSchema).min(1).optional().describe("14.4 over 1 h and 5 min, 6 over 6 h and 30 min, for 30 days"),
    minRequests: z.int().min(1).default(100).describe("A window with fewer requests says nothing"),
    minBad: z.int().min(1).default(10).describe("A window with fewer bad requests says nothing"),
  })
  .refine(({ kind, thresholdMs }) => (kind === "latency") === (thresholdMs !== undefined), {
    message: "thresholdMs belongs to kind latency, and latency needs it",
    path: ["thresholdMs"],
  })
  .refine(({ burn: windows = [] }) => windows.every((w) => w.shortSeconds < w.longSeconds), {
    message: "shortSeconds must be less than longSeconds",
    path: ["burn"],
  });

/** slo.yaml: the only place where a breach is defined. */
export const sloSchema = z
  .strictObject({
    limits: z.array(limit).default([]).describe("Hard limits: a value above one is a breach"),
    objectives: z.array(objective).default([]).describe("Objectives whose budget must not burn fast"),
  })
  .refine(({ limits, objectives }) => limits.length + objectives.length > 0, {
    message: "name at least one limit or objective: a watch without any would see nothing",
    path: ["limits"],
  });
export type Slo = z.infer<typeof sloSchema>;
export type Limit = Slo["limits"][number];
export type Objective = Slo["objectives"][number];
export type BurnWindow = z.infer<typeof burnSchema>;

import * as z from "zod";

const limit = z.strictObject({
  name: z.string().min(1),
  signal: z.enum(["errorShare", "p95Ms"]),
  /** errorShare 0..1; p95Ms in milliseconds. A value above it is a breach. */
  max: z.number().min(0),
  windowSeconds: z.int().min(1).max(3600).default(5),
  /** Windows with fewer requests say nothing. */
  minRequests: z.int().min(1).default(50),
});

/** slo.yaml: the only place where a breach is defined. */
export const sloSchema = z.strictObject({ limits: z.array(limit).min(1) });
export type Slo = z.infer<typeof sloSchema>;
export type Limit = Slo["limits"][number];

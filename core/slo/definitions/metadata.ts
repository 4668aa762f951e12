import * as z from "zod";

export const openSlo = "openslo/v1";
export const ours = "maestro-conductor/v1";

export const resourceName = z
  .string()
  .min(1)
  .max(255)
  .regex(/^[A-Za-z0-9][A-Za-z0-9._/|\\-]*$/, "expected a name such as orders-availability");
const labels = z.record(z.string(), z.union([z.string(), z.array(z.string())]));

export const metadata = z.strictObject({
  name: resourceName,
  displayName: z.string().optional(),
  labels: labels.optional(),
  annotations: z.record(z.string(), z.string()).optional(),
});

export const description = z.string().max(1050).optional();

/** A document of a kind, as all of slo/*.yaml are written. */
export const resource = <V extends string, K extends string, S extends z.ZodType>(apiVersion: V, kind: K, spec: S) =>
  z.strictObject({ apiVersion: z.literal(apiVersion), kind: z.literal(kind), metadata, spec });

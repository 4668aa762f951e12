import * as z from "zod";

/** Written by the cutover driver only. */
export const run = z
  .strictObject({
    id: z.string().min(1).max(100).optional(),
    fencingToken: z.int().min(0).default(0).describe("Grows with every driver; the fence refuses a lower one"),
    preRunDigest: z
      .string()
      .regex(/^sha256:[0-9a-f]{64}$/)
      .optional()
      .describe("Digest of the config before the run; what a backout must restore"),
  })
  .describe("The open cutover; the driver's only");

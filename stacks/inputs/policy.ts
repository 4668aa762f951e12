import * as z from "zod";

export const policy = z
  .strictObject({
    ref: z
      .string()
      .min(1)
      .max(200)
      .optional()
      .describe("Git revision that calendar, approvers and registries are read from"),
  })
  .describe("Where the rules come from");

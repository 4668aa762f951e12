import * as z from "zod";

export const service = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, "a lower-case name such as orders")
  .describe("The service that this stack releases");

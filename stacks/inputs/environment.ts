import * as z from "zod";

export const environment = z
  .enum(["production", "staging", "dev"])
  .describe("What the stack is; freezes hold for production unless a window says otherwise");

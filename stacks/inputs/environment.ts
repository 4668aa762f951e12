import * as z from "zod";
import { environments } from "../../core/freeze/index.ts";

export const environment = z
  .enum(environments)
  .describe("What the stack is; freezes hold for production unless a window says otherwise");

import * as z from "zod";
import { tenantClasses } from "../../core/freeze/index.ts";

/** Optional: without it every freeze window holds, whatever tenant classes its scope names. */
export const tenantClass = z
  .enum(tenantClasses)
  .optional()
  .describe("Who shares the stack: many tenants (multi-tenant) or one (dedicated); freeze windows may name it");

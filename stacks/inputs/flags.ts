import * as z from "zod";

/** Keys are checked against flags/registry.yaml by the flags pack and the program's guard. */
export const flags = z.record(z.string().min(1).max(200), z.boolean()).describe("Feature flags in force on this stack");

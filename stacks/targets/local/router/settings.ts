import * as z from "zod";
import { InputError } from "../../../../core/errors/index.ts";

const port = z.coerce.number().int().min(0).max(65_535);

const settings = z
  .object({
    PORT: port,
    ADMIN_PORT: port,
    ROUTER_STATE_FILE: z.string().min(1),
    ROUTER_TOKEN_FILE: z.string().min(1).optional(),
    ROUTER_TOKEN: z.string().optional(),
    ROUTER_UPSTREAM_TIMEOUT_MS: z.coerce.number().int().min(1).max(600_000).default(10_000),
  })
  .refine((value) => (value.ROUTER_TOKEN_FILE === undefined) !== (value.ROUTER_TOKEN === undefined), {
    path: ["ROUTER_TOKEN_FILE"],
    message: "exactly one of ROUTER_TOKEN_FILE and ROUTER_TOKEN must be set",
  });

export type RouterSettings = z.infer<typeof settings>;

/** @throws InputError `router-settings` naming the variable */
export function readSettings(env: Readonly<Record<string, string | undefined>>): RouterSettings {
  const result = settings.safeParse(env);
  if (result.success) return result.data;
  const { path, message } = result.error.issues[0]!;
  throw new InputError("router-settings", message, {
    field: path.join("."),
    next: `set ${path.join(".")} in the router's environment`,
  });
}

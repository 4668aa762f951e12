import * as z from "zod";
import { InputError, RefusedError } from "../../../../core/errors/index.ts";

const backend = z.strictObject({
  host: z.enum(["127.0.0.1", "::1", "localhost"]).describe("Loopback only"),
  port: z.int().min(1).max(65_535),
});

const group = z.strictObject({
  name: z.enum(["active", "canary", "baseline"]),
  color: z.enum(["blue", "green"]),
  version: z.string().min(1).max(128),
  weight: z.int().min(0).max(100).describe("Percent of requests"),
  backends: z.array(backend).max(64),
});

/** The traffic rule: what the admin API takes and the state file holds. */
export const routerState = z
  .strictObject({
    generation: z.int().min(0).describe("Grows with every change"),
    groups: z.array(group).min(1).max(3),
    mirror: z
      .strictObject({
        color: z.enum(["blue", "green"]),
        percent: z.int().min(0).max(100).describe("Percent of GET and HEAD requests"),
      })
      .optional(),
  })
  .superRefine((state, context) => {
    const refuse = (path: (string | number)[], message: string): void =>
      context.addIssue({ code: "custom", path, message });
    const names = new Set<string>();
    const seen = new Set<string>();
    for (const [index, { name, weight, backends }] of state.groups.entries()) {
      if (names.has(name)) refuse(["groups", index, "name"], `${name} is there twice`);
      names.add(name);
      if (weight > 0 && backends.length === 0)
        refuse(["groups", index, "backends"], `${name} has weight ${weight} and no backend`);
      for (const [position, { host, port }] of backends.entries()) {
        const address = `${host}:${port}`;
        if (seen.has(address)) refuse(["groups", index, "backends", position], `${address} is there twice`);
        seen.add(address);
      }
    }
    const total = state.groups.reduce((sum, { weight }) => sum + weight, 0);
    if (total !== 100) refuse(["groups"], `weights add up to ${total}, not to 100`);
    const { mirror } = state;
    if (
      mirror &&
      mirror.percent > 0 &&
      !state.groups.some(({ color, backends }) => color === mirror.color && backends.length > 0)
    )
      refuse(["mirror", "color"], `no group of ${mirror.color} has a backend`);
  });

export type RouterState = z.infer<typeof routerState>;
export type RouterGroup = RouterState["groups"][number];
export type GroupName = RouterGroup["name"];
export type Color = RouterGroup["color"];

/**
 * Reads a traffic rule.
 * @param text JSON
 * @param file named in the error, when it came from one
 * @throws InputError `router-state-malformed` naming the field
 */
export function parseRouterState(text: string, file?: string): RouterState {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new InputError("router-state-malformed", `not JSON: ${(cause as Error).message}`, { file, cause });
  }
  const result = routerState.safeParse(value);
  if (result.success) return result.data;
  const issue = result.error.issues[0]!;
  throw new InputError("router-state-malformed", issue.message, { file, field: issue.path.join(".") || "(root)" });
}

/**
 * Whether a rule may follow another: the generation grows, or the very same rule is put again (a resumed driver).
 * @returns true when there is something to apply
 * @throws RefusedError `router-generation-stale`
 */
export function mayFollow(current: RouterState | null, next: RouterState): boolean {
  if (current === null || next.generation > current.generation) return true;
  if (next.generation === current.generation && sameRule(current, next)) return false;
  throw new RefusedError(
    "router-generation-stale",
    next.generation === current.generation
      ? `generation ${next.generation} is in force with another rule`
      : `generation ${next.generation} is older than ${current.generation}, which is in force`,
    { field: "generation", next: "read the state again and count on from its generation" },
  );
}

/** Both come from the schema, which fixes the order of keys. */
function sameRule(a: RouterState, b: RouterState): boolean {
  return JSON.stringify(routerState.parse(a)) === JSON.stringify(routerState.parse(b));
}

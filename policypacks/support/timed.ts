import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Policies, Policy } from "@pulumi/policy";

/** Where a pack notes its time below the state directory; `automation/cutover/pack-times.ts` reads it. */
const folder = "pack-times";

/**
 * The same policies with their time taken: ms from the process's start until the pack was ready, during which the
 * engine waits, and ms in rules. What the engine and the wire take is not in it. Without a state directory nothing is
 * noted, and what cannot be written is left out: no measurement stops a deploy.
 */
export function timed(policies: Policies, stateDir = process.env.MAESTRO_STATE_DIR): Policies {
  if (stateDir === undefined || stateDir === "") return policies;
  const file = join(stateDir, folder, `${process.pid}.json`);
  let rulesMs = 0;
  let bootMs: number | null = null;
  const note = (): void => {
    bootMs ??= performance.now();
    try {
      mkdirSync(join(stateDir, folder), { recursive: true });
      writeFileSync(file, JSON.stringify({ bootMs, rulesMs }));
    } catch {}
  };
  const around =
    <A extends unknown[]>(rule: (...args: A) => unknown) =>
    async (...args: A): Promise<void> => {
      const began = performance.now();
      try {
        await rule(...args);
      } finally {
        rulesMs += performance.now() - began;
        note();
      }
    };
  const wrapped = policies.map((policy): Policy => {
    const { validateResource, validateStack } = policy as {
      validateResource?: unknown;
      validateStack?: unknown;
    };
    const wrap = (rule: unknown): unknown =>
      Array.isArray(rule) ? rule.map(wrap) : typeof rule === "function" ? around(rule as never) : rule;
    return {
      ...policy,
      ...(validateResource ? { validateResource: wrap(validateResource) } : {}),
      ...(validateStack ? { validateStack: wrap(validateStack) } : {}),
    } as Policy;
  });
  note();
  return wrapped;
}

import type { FlagRule } from "../finding.ts";

/** A flag is used only on the services, stacks and environments it lists; without a list, on any. */
export const outOfScope: FlagRule = (flag, use, context, _now, registry) => {
  const kinds: readonly [string, "service" | "stack" | "environment", readonly string[] | null][] = [
    ["services", "service", flag.services],
    ["stacks", "stack", flag.stacks],
    ["environments", "environment", flag.environments],
  ];
  for (const [list, kind, allowed] of kinds) {
    const here = context[kind];
    if (allowed === null || (here !== null && allowed.includes(here))) continue;
    return {
      code: "out-of-scope",
      level: "error",
      key: flag.key,
      where: use.where,
      text: `flag ${flag.key} is registered for ${list} ${allowed.join(", ")}, not for ${here ?? `an unknown ${kind}`}, used by ${use.where}`,
      next: `remove the flag there, or add ${here ?? `the ${kind}`} to its ${list} in ${registry.file}`,
    };
  }
  return null;
};

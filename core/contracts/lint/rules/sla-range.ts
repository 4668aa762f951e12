import type { Rule } from "../rule.ts";

export const slaRange: Rule = {
  id: "sla-range",
  level: "warning",
  summary: "Promised times are within the policy.",
  run: ({ contract: { sla = {} }, policy }) =>
    (["read_p95_ms", "write_p95_ms"] as const).flatMap((name) => {
      const [value, limit] = [sla[name], policy?.sla[name] ?? 60_000];
      return value === undefined || value <= limit
        ? []
        : [
            {
              path: ["sla", name],
              message: `${name} of ${value} ms is above the ${limit} ms that are promised at most`,
            },
          ];
    }),
};

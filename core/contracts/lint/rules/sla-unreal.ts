import type { Rule } from "../rule.ts";

export const slaUnreal: Rule = {
  id: "sla-unreal",
  level: "warning",
  summary: "A promised time is at least a millisecond: less cannot be kept over a network.",
  run: ({ contract: { sla = {} } }) =>
    (["read_p95_ms", "write_p95_ms"] as const).flatMap((name) =>
      sla[name] !== undefined && sla[name] < 1
        ? [{ path: ["sla", name], message: `${name} of ${sla[name]} ms cannot be kept` }]
        : [],
    ),
};

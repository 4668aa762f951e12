import { durationDays } from "../../duration.ts";
import type { Path, Rule } from "../rule.ts";
import { isoOf } from "./retention-form.ts";

/** A retention is a duration, or a class that the policy knows; without a policy any name may be meant. */
export const retentionClass: Rule = {
  id: "retention-class",
  level: "error",
  summary: "A retention is a duration or a class of the policy.",
  run: ({ contract, fields, policy }) => {
    if (policy === null) return [];
    const known = Object.keys(policy.retention.classes);
    const check = (retention: string | undefined, path: Path) =>
      retention === undefined ||
      known.includes(retention) ||
      isoOf(retention) !== null ||
      durationDays(retention) !== null
        ? []
        : [
            {
              path: [...path, "retention"],
              message: `${retention} is neither a duration nor a class of the policy (${known.join(", ") || "it has none"})`,
            },
          ];
    return [...check(contract.retention, []), ...fields.flatMap(({ field, path }) => check(field.retention, path))];
  },
};

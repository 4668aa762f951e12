import { durationDays } from "../../duration.ts";
import { eachField, type Path, type Rule } from "../rule.ts";

/** A retention is a duration, or a class that the policy knows; without a policy any name may be meant. */
export const retentionClass: Rule = {
  id: "retention-class",
  level: "error",
  run: ({ contract, policy }) => {
    if (policy === null) return [];
    const known = Object.keys(policy.retention.classes);
    const check = (retention: string | undefined, path: Path) =>
      retention === undefined || durationDays(retention) !== null || known.includes(retention)
        ? []
        : [
            {
              path: [...path, "retention"],
              message: `${retention} is neither a duration nor a class of the policy (${known.join(", ") || "it has none"})`,
            },
          ];
    return [
      ...check(contract.retention, []),
      ...eachField(contract.fields).flatMap(({ field, path }) => check(field.retention, path)),
    ];
  },
};

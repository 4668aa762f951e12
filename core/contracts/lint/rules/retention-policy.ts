import { durationDays } from "../../duration.ts";
import type { Rule } from "../rule.ts";

/** Nothing is kept longer than the policy allows; personal data may have a shorter limit. */
export const retentionPolicy: Rule = {
  id: "retention-policy",
  level: "error",
  summary: "Nothing is kept longer than the policy allows.",
  run: ({ contract, fields, policy }) => {
    if (policy === null) return [];
    const { classes, max, piiMax } = policy.retention;
    const days = (text: string | undefined) => (text === undefined ? null : durationDays(classes[text] ?? text));
    return fields.flatMap(({ field, path }) => {
      const kept = field.retention ?? contract.retention;
      const limits = [days(max), field.pii ? days(piiMax) : null].filter((limit) => limit !== null);
      const [is, limit] = [days(kept), Math.min(...limits)];
      if (is === null || is <= limit) return [];
      const at = field.retention === undefined ? ["retention"] : [...path, "retention"];
      return [{ path: at, message: `${field.name} is kept for ${kept}, ${is} days; the policy allows ${limit}` }];
    });
  },
};

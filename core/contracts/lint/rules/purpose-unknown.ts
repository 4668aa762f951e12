import { nearest } from "../../../text/index.ts";
import type { Path, Rule } from "../rule.ts";

export const purposeUnknown: Rule = {
  id: "purpose-unknown",
  level: "error",
  summary: "Every purpose is one of the policy, where the policy lists them.",
  run: ({ contract, fields, policy }) => {
    const known = policy?.purposes;
    if (known === undefined) return [];
    const check = (purposes: readonly string[] | undefined, path: Path) =>
      (purposes ?? []).flatMap((one, index) => {
        if (known.includes(one)) return [];
        const guess = nearest(one, known);
        const at = [...path, "purpose", ...(purposes!.length > 1 ? [index] : [])];
        return [{ path: at, message: `the policy has no purpose ${one}${guess ? `; is ${guess} meant?` : ""}` }];
      });
    return [...check(contract.purpose, []), ...fields.flatMap(({ field, path }) => check(field.purpose, path))];
  },
};

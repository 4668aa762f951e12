import type { Rule } from "../rule.ts";

export const purposeOutside: Rule = {
  id: "purpose-outside",
  level: "error",
  summary: "A field's purposes are among those of its contract, where the contract has any.",
  run: ({ contract, fields }) =>
    contract.purpose === undefined
      ? []
      : fields.flatMap(({ field: { name, purpose = [] }, path }) =>
          purpose.flatMap((one, index) =>
            contract.purpose!.includes(one)
              ? []
              : [
                  {
                    path: [...path, "purpose", ...(purpose.length > 1 ? [index] : [])],
                    message: `${name} is for ${one}, which is none of the contract's purposes (${contract.purpose!.join(", ")})`,
                  },
                ],
          ),
        ),
};

import type { Rule } from "../rule.ts";

/** Words that name a person's data whatever they stand beside. */
const PERSONAL =
  /(^|_)(e_?mail(_address)?|phone(_number)?|mobile_number|ssn|social_security_number|passport(_number)?|date_of_birth|birth_?date|dob|iban|ip_address|first_name|last_name|full_name|surname|street|postal_address|home_address)($|_)/;

export const piiSuspected: Rule = {
  id: "pii-suspected",
  level: "warning",
  summary: "A field with a name such as email or date_of_birth is marked as personal data.",
  run: ({ fields }) =>
    fields.flatMap(({ field: { name, pii, type }, path }) =>
      !pii && type !== "boolean" && PERSONAL.test(snake(name))
        ? [{ path: [...path, "name"], message: `${name} sounds like personal data: say pii: true` }]
        : [],
    ),
};

function snake(name: string): string {
  return name.replace(/([a-z0-9])([A-Z])/g, "$1_$2").toLowerCase();
}

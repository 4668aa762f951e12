import { nearest } from "../../../text/index.ts";
import { eachValue, type Rule } from "../rule.ts";

/** The formats of JSON Schema 2020-12. */
const FORMATS = `date-time date time duration email idn-email hostname idn-hostname ipv4 ipv6 uri uri-reference iri
  iri-reference uuid uri-template json-pointer relative-json-pointer regex`.split(/\s+/);

export const formatUnknown: Rule = {
  id: "format-unknown",
  level: "warning",
  summary: "A format is one of JSON Schema's, so that others understand it.",
  run: ({ fields }) =>
    fields.flatMap(({ field, path }) =>
      eachValue(field, path).flatMap(({ value: { format }, path: at }) => {
        if (format === undefined || FORMATS.includes(format)) return [];
        const spelled = FORMATS.find((known) => bare(known) === bare(format));
        const guess = nearest(format, FORMATS);
        return [
          {
            path: [...at, "format"],
            message: `there is no format ${format}${spelled ? "" : guess ? `; is ${guess} meant?` : ""}`,
            ...(spelled ? { edit: { kind: "write" as const, text: spelled } } : {}),
          },
        ];
      }),
    ),
};

function bare(format: string): string {
  return format.toLowerCase().replace(/[^a-z0-9]/g, "");
}

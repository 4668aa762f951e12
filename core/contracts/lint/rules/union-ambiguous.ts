import type { Value } from "../../model.ts";
import { eachValue, type Rule } from "../rule.ts";

/** Types whose values look the same in a record. */
const LOOKS: Readonly<Record<string, string>> = {
  int32: "number",
  int64: "number",
  float: "number",
  double: "number",
  decimal: "number",
  object: "object",
  map: "object",
};

export const unionAmbiguous: Rule = {
  id: "union-ambiguous",
  level: "warning",
  summary: "A value tells which branch of a union it belongs to.",
  run: ({ fields }) =>
    fields.flatMap(({ field, path }) =>
      eachValue(field, path).flatMap(({ value: { oneOf = [] }, path: at }) =>
        oneOf.flatMap((one, index) => {
          const first = oneOf.findIndex((other) => look(other) === look(one));
          if (first === index) return [];
          const message = `a reader cannot tell ${one.type} from ${oneOf[first]!.type}, branch ${first + 1}`;
          return [{ path: [...at, "oneOf", index], message }];
        }),
      ),
    ),
};

function look({ type }: Value): string {
  if (type === "boolean" || type === "array") return type;
  return LOOKS[type] ?? "text";
}

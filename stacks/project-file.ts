import * as z from "zod";
import { inputs, namespace, structured, unwrap } from "./inputs.ts";

/** The declared config of Pulumi.yaml: type and description of every section of `stacks/inputs.ts`. */
export function declaredConfig(): Record<string, { type: "string" | "object"; description: string; default?: object }> {
  return Object.fromEntries(
    Object.entries(inputs.shape).flatMap(([name, schema]) => {
      // Pulumi takes a declared key without a default for required; one that may be absent is not declared.
      if (schema instanceof z.ZodOptional) return [];
      const description = schema.description ?? unwrap(schema).description ?? "";
      const optional = schema instanceof z.ZodDefault ? { default: {} } : {};
      const type: "object" | "string" = structured(name) ? "object" : "string";
      return [[`${namespace}:${name}`, { type, description, ...optional }]];
    }),
  );
}

/** The JSON Schema of all stack config, for editors and outside checks. */
export function inputsJsonSchema(): Record<string, unknown> {
  return { title: "Stack config of maestro-conductor", ...z.toJSONSchema(inputs, { io: "input" }) };
}

import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { declaredConfig, inputsJsonSchema } from "../stacks/project-file.ts";
import { jsonSchemas, statesPage } from "./reference.ts";

/** Path → text of every generated file. */
export function generated(): Record<string, string> {
  return {
    "Pulumi.yaml": pulumiYaml(readFileSync("Pulumi.yaml", "utf8")),
    "docs/reference/stack-config.schema.json": json(inputsJsonSchema()),
    "docs/reference/cutover-states.md": statesPage(),
    ...Object.fromEntries(
      Object.entries(jsonSchemas()).map(([name, schema]) => [`docs/reference/${name}.schema.json`, json(schema)]),
    ),
  };
}

/** Only the config section is generated; the rest of the file is a person's. */
function pulumiYaml(current: string): string {
  const document = parseDocument(current);
  document.set("config", document.createNode(declaredConfig()));
  return document.toString({ lineWidth: 120 });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}

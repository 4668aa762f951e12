import { readFileSync } from "node:fs";
import { parseDocument } from "yaml";
import { parseYamlFile } from "../adapters/yaml/index.ts";
import { contractSchema, contractTypes } from "../core/contracts/index.ts";
import { diagram } from "../core/cutover/index.ts";
import { declaredConfig, inputsJsonSchema } from "../stacks/project-file.ts";
import { jsonSchemas, statesPage } from "./reference.ts";

/** Path → text of every generated file. */
export function generated(): Record<string, string> {
  return {
    "Pulumi.yaml": pulumiYaml(readFileSync("Pulumi.yaml", "utf8")),
    "docs/reference/stack-config.schema.json": json(inputsJsonSchema()),
    "examples/orders/order.generated.ts": typesOf("contracts/next/order.yaml"),
    "docs/reference/cutover-states.md": statesPage(),
    "docs/guides/cutover.md": withStates(readFileSync("docs/guides/cutover.md", "utf8")),
    ...Object.fromEntries(
      Object.entries(jsonSchemas()).map(([name, schema]) => [`docs/reference/${name}.schema.json`, json(schema)]),
    ),
  };
}

/** Only what stands between the markers is generated; the rest of the guide is a person's. */
function withStates(guide: string): string {
  return guide.replace(
    /(<!-- generated: states -->\n)[\s\S]*?(<!-- \/generated -->)/,
    (_all, begin: string, end: string) => `${begin}\`\`\`mermaid\n${diagram().trimEnd()}\n\`\`\`\n${end}`,
  );
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

/** What `ig-contracts types` writes. */
function typesOf(file: string): string {
  return contractTypes(parseYamlFile(readFileSync(file, "utf8"), file, contractSchema), file).text;
}

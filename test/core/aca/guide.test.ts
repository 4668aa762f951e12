import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { parseYamlFile } from "../../../adapters/yaml/index.ts";
import { acaSchema, ROWS } from "../../../core/aca/index.ts";

const guide = readFileSync(new URL("../../../docs/guides/aca.md", import.meta.url), "utf8");

describe("docs/guides/aca.md", () => {
  it("its aca.yaml parses, and names the defaults that the schema has", () => {
    const text = /```yaml\n([\s\S]*?)```/.exec(guide)![1]!;
    const config = parseYamlFile(text, "aca.yaml", acaSchema);
    const defaults = acaSchema.parse({ metrics: [{ name: "m", kind: "count", direction: "either" }] });
    expect(config.looks.alpha).toBe(defaults.looks.alpha);
    expect(config.tests).toEqual(defaults.tests);
    expect(config.threshold).toBe(defaults.threshold);
    expect(defaults).toMatchObject({
      looks: { planned: 1 },
      metrics: [{ margin: 0, minSamples: 5, nan: "drop", weight: 1, critical: false }],
    });
  });

  it("its table has every row of the simulation, and none is missed", () => {
    for (const row of ROWS) expect(guide).toContain(`| ${row.condition} `);
    expect(guide).not.toContain("MISSED");
  });
});

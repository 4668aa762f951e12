import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { previewFacts } from "../../../automation/cutover/preview-facts.ts";
import { inputsDigest } from "../../../core/capacity/index.ts";

const now = Date.parse("2026-01-05T12:00:00Z");
let dir = "";

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "preview-facts-"));
  mkdirSync(join(dir, "flags"));
  write("freeze.yaml", "freeze: []\n");
  write("flags/registry.yaml", "flags:\n  - { key: a.b, owner: team, scope: service, expires: 2026-02-01 }\n");
  write(
    "Pulumi.prod.yaml",
    "config:\n  maestro-conductor:environment: production\n  maestro-conductor:flags: { a.b: true }\n  maestro-conductor:change: { ticket: CAB-1 }\n",
  );
});
afterEach(() => rmSync(dir, { recursive: true }));

const write = (name: string, text: string): void => writeFileSync(join(dir, name), text);
const answers = async (): Promise<Record<string, string>> =>
  Object.fromEntries((await previewFacts(dir, "prod", now)).rules.map(({ rule, answer }) => [rule, answer]));

describe("what a preview says of the rules", () => {
  test("is what they answer to the stack's config, with each flag's owner and expiry", async () => {
    const facts = await previewFacts(dir, "prod", now);
    expect(facts.ticket).toBe("CAB-1");
    expect(facts.flags).toEqual([{ key: "a.b", on: true, owner: "team", expires: "2026-02-01" }]);
    expect(await answers()).toEqual({ "freeze-window": "allows", "flags-in-config": "allows" });
  });

  test("refuses inside a window, and a flag that nobody registered", async () => {
    write("freeze.yaml", "freeze: { start: 2026-01-01T00:00:00Z, end: 2026-01-09T00:00:00Z }\n");
    write("flags/registry.yaml", "flags: []\n");
    expect(await answers()).toEqual({ "freeze-window": "refuses", "flags-in-config": "refuses" });
  });

  test("is unknown, never allowed, where a file cannot be read", async () => {
    write("freeze.yaml", "freeze: [\n");
    expect(await answers()).toEqual({ "freeze-window": "unknown", "flags-in-config": "unknown" });
    expect((await previewFacts(dir, "prod", now)).rules[0]!.text).toContain("freeze.yaml:");
  });

  test("asks for no stack file", async () => {
    rmSync(join(dir, "Pulumi.prod.yaml"));
    expect((await previewFacts(dir, "prod", now)).flags).toEqual([]);
  });

  describe("of capacity", () => {
    const cpu = {
      now: 900,
      low: 800,
      mean: 1200,
      high: 2000,
      chosen: 1500,
      model: "a|b",
      coverage95Percent: 95,
      owaPercent: 50,
      fallback: false,
    };
    const commit = (expiresAt: string, cents: number): void => {
      const section = { resources: { cpuMillicores: cpu }, expiresAt };
      const config = { "maestro-conductor:service": "orders", "maestro-conductor:capacity": section };
      write(
        "Pulumi.prod.yaml",
        JSON.stringify({
          config: { ...config, "maestro-conductor:capacity": { ...section, digest: inputsDigest(section) } },
        }),
      );
      mkdirSync(join(dir, "capacity"), { recursive: true });
      write(
        "capacity/budgets.yaml",
        `prices: { source: a list, date: 2026-01-01, microcentsPerMillicoreHour: 4000, microcentsPerMebibyteHour: 0 }\nservices: { orders: { team: shop, monthlyCents: ${cents} } }\n`,
      );
    };

    test("shows now, forecast, chosen and the cost, and that the rule allows it", async () => {
      commit("2026-02-01T00:00:00Z", 5000);
      const { capacity, rules } = await previewFacts(dir, "prod", now);
      expect(capacity!.join("\n")).toContain(
        "| CPU | 900 millicores | 800 millicores to 2\u2009000 millicores, mean 1\u2009200 millicores | **1\u2009500 millicores** | 95 % | a\\|b |",
      );
      expect(capacity!.join("\n")).toContain(
        "35.04 at the mean, **43.80 as chosen**, 58.40 at the upper end; 50.00 allowed",
      );
      expect(rules.at(-1)).toMatchObject({ rule: "capacity-in-config", answer: "allows" });
    });

    test.each([
      ["expired", "2026-01-01T00:00:00Z", 5000, "capacity-expired"],
      ["over budget", "2026-02-01T00:00:00Z", 4000, "capacity-over-budget"],
    ])("refuses what is %s", async (_, expiresAt, cents, code) => {
      commit(expiresAt, cents);
      const { rules } = await previewFacts(dir, "prod", now);
      expect(rules.at(-1)).toMatchObject({ rule: "capacity-in-config", answer: "refuses" });
      expect(rules.at(-1)!.text).toContain(code);
    });

    test("is unknown where the budgets cannot be read", async () => {
      commit("2026-02-01T00:00:00Z", 5000);
      write("capacity/budgets.yaml", "prices: [\n");
      expect((await previewFacts(dir, "prod", now)).rules.at(-1)).toMatchObject({ answer: "unknown" });
    });
  });
});

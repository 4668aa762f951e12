import { describe, expect, test } from "vitest";
import type { OperationReport } from "../../../adapters/engine/stack.ts";
import type { PreviewFacts } from "../../../automation/cutover/preview-facts.ts";
import { previewMarkdown } from "../../../automation/cutover/preview-markdown.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const step = plan.steps.find((s) => s.id === "deployIdle")!;
const report: OperationReport = {
  operations: { create: 2, update: 1, replace: 0, delete: 0, same: 3 },
  policies: [],
  durationMs: 5,
};
const facts: PreviewFacts = {
  ticket: "CAB-7",
  rules: [
    { rule: "freeze-window", answer: "allows", text: "no freeze window covers this change now." },
    { rule: "flags-in-config", answer: "allows", text: "every flag in force is registered" },
  ],
  flags: [{ key: "orders.fastCheckout", on: true, owner: "checkout-team", expires: "2099-12-31" }],
  capacity: null,
};
const finding = (rule: string, message: string) => ({
  pack: "maestro-conductor",
  rule,
  level: "mandatory",
  urn: "",
  message,
});
const render = (change: { report?: OperationReport; facts?: PreviewFacts } = {}): string =>
  previewMarkdown({ plan, step, report, facts, ...change });

describe("preview.md", () => {
  test("says first whether the change is allowed, then what each rule said, even those that allow", () => {
    const text = render();
    expect(text).toContain("**Allowed** by every rule.");
    expect(text).toContain("| `freeze-window` | allows | no freeze window covers this change now. |");
    expect(text).toContain("Ticket: CAB-7.");
    expect(text).toContain("2 to create, 1 to update, 0 to replace, 0 to delete, 3 unchanged");
  });

  test("shows what each step changes in the release config", () => {
    const text = render();
    expect(text).toMatch(/`canary-25` \| 25 % \| canaryWeight: 0 → 25/);
    expect(text).toMatch(/`flip` \| 100 % \| activeColor: blue → green/);
    expect(text).toMatch(/`finish` \| 100 % \| blue\.version: v1\.0\.0 → removed/);
  });

  test("names owner and expiry of the flags in force", () => {
    expect(render()).toContain("| orders.fastCheckout | on | checkout-team | 2099-12-31 |");
    expect(render({ facts: { ...facts, flags: [] } })).toMatch(/## Flags in force\n\nNone\./);
  });

  test("shows capacity between what changes and the flags, where the stack has any", () => {
    expect(render()).not.toContain("## Capacity");
    const text = render({ facts: { ...facts, capacity: ["Cost a month: 1.00."] } });
    expect(text).toMatch(/## Capacity\n\nCost a month: 1\.00\.\n\n## Flags/);
  });

  test("lets the engine's refusal win over what the files said, and says it once", () => {
    const message = "Every flag is registered.\nflag x.y is not registered.\n  Next: add it";
    const text = render({
      report: { ...report, policies: [finding("flags-in-config", message), finding("flags-report", message)] },
    });
    expect(text).toContain("**Refused** by `flags-in-config`. Nothing was changed.");
    expect(text.match(/flag x\.y is not registered/g)).toHaveLength(1);
    expect(text).not.toContain("to create");
  });

  test("keeps the report of the resources when that is all that refused", () => {
    const text = render({ report: { ...report, policies: [finding("flags-report", "Rule.\nflag a.b has expired.")] } });
    expect(text).toContain("**Refused** by `flags-report`");
    expect(text).toContain("flag a.b has expired.");
  });

  test("is not allowed while a rule's file cannot be read", () => {
    const text = render({
      facts: { ...facts, rules: [{ rule: "freeze-window", answer: "unknown", text: "freeze.yaml:2:1: bad" }] },
    });
    expect(text).toContain("**Refused** by `freeze-window`");
  });

  test("lets no text from outside become markup, a link or a table cell", () => {
    const hostile = "a|b](http://x)<script>\n# c";
    const text = render({
      facts: {
        ticket: hostile,
        rules: [{ rule: "freeze-window", answer: "allows", text: hostile }],
        flags: [{ key: hostile, on: false, owner: hostile, expires: null }],
        capacity: null,
      },
    });
    expect(text).not.toContain("<script>");
    expect(text).not.toMatch(/[^\\]\]\(/);
    expect(text).not.toMatch(/\n# c/);
    for (const row of text.split("\n").filter((line) => line.includes("a\\|b")))
      if (row.startsWith("|")) expect([4, 5]).toContain(row.split(/(?<!\\)\|/).length - 1);
  });
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { seriesRequest } from "../../../automation/capacity/options.ts";
import { planDocument, quarterOption, writePlan } from "../../../automation/capacity/plan.ts";
import type { CommandContext } from "../../../automation/cli/command.ts";
import { usage } from "../../core/capacity/support.ts";
import { policyTexts } from "../../support/slo-policy.ts";

const now = Date.UTC(2025, 11, 20);
const HOUR = 3_600_000;
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-plan-"));
  mkdirSync(join(dir, "capacity"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const plan = () => {
  const { signal } = new AbortController();
  const context = { cwd: dir, env: {}, now: () => now, signal, progress: () => undefined } as Partial<CommandContext>;
  return writePlan(context as CommandContext, {
    quarter: quarterOption("2026Q1", now),
    input: "usage.csv",
    out: "plan",
    timeUnit: "s",
    series: seriesRequest({}, 1),
  });
};
const write = (cents: number): void => {
  const rows = (id: string) =>
    [...usage(24 * 30)].map((v, i) => `${id},${new Date(now - (24 * 30 - i) * HOUR).toISOString()},${v}`);
  const series = [...rows("orders/cpu/millicores"), ...rows("<b>x|y/cpu/millicores")];
  writeFileSync(join(dir, "usage.csv"), ["series,timestamp,value", ...series].join("\n"));
  writeFileSync(
    join(dir, "capacity/budgets.yaml"),
    `prices: {source: a list, date: 2025-10-01, microcentsPerMillicoreHour: 4000, microcentsPerMebibyteHour: 500}
services: {orders: {team: shop, monthlyCents: ${cents}}}
approvals: [{service: orders, upToCents: 900000, by: ada, ticket: FIN-1, until: 2026-03-31}]
`,
  );
};

test("writes the plan as Markdown, page and plots, and says what is over budget", async () => {
  write(100);
  const written = await plan();
  const document = planDocument(written);
  expect(document.services[1]).toMatchObject({ service: "orders", overBudget: true, allowedCents: 100 });
  expect(written.files).toHaveLength(4);
  const [markdown, html] = ["plan.md", "plan.html"].map((name) => readFileSync(join(dir, "plan", name), "utf8"));
  expect(markdown).toContain("**Over budget: orders.**");
  expect(markdown).toMatch(/!\[orders\/cpu\/millicores\]\(plots\/001-orders-cpu-millicores\.svg\)/);
  expect(markdown).toContain(
    "| FIN\\-1 | 2026-03-31 | **not validly signed: does not count** |".replace("FIN\\-1", "FIN-1"),
  );
  expect(html!.match(/<svg /g)).toHaveLength(2);
  expect(html).toContain("&lt;b&gt;x|y");
  expect(html).not.toContain("<b>x");
  expect(html).not.toMatch(/NaN|undefined|<script/);
});

test("carries the error-budget policy, and which of its approvals are missing", async () => {
  write(1_000_000);
  mkdirSync(join(dir, "slo"));
  writeFileSync(join(dir, "slo/policy.yaml"), policyTexts().policy);
  await plan();
  const markdown = readFileSync(join(dir, "plan/plan.md"), "utf8");
  expect(markdown).toContain("### Error-budget policy: budget\\-policy".replace("\\-", "-"));
  expect(markdown).toContain("Still missing: head.");
  expect(readFileSync(join(dir, "plan/plan.html"), "utf8")).toContain("<li>A backout is always allowed.</li>");
});

test("within the budget, or without budgets, nothing is over", async () => {
  write(1_000_000);
  expect((await plan()).services.some(({ overBudget }) => overBudget)).toBe(false);
  rmSync(join(dir, "capacity/budgets.yaml"));
  expect(planDocument(await plan()).services[1]).toMatchObject({ cost: null, allowedCents: null, overBudget: false });
});

test("a quarter that is over or none is a bad option", () => {
  for (const text of ["2025Q3", "next", undefined])
    expect(() => quarterOption(text, now)).toThrow(expect.objectContaining({ code: "bad-option", exitCode: 2 }));
});

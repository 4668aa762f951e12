import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { guardDeployment, judgeErrorBudget } from "../../../adapters/policy/index.ts";
import { command as approve } from "../../../automation/cli/commands/slo-approve.ts";
import { command as policy } from "../../../automation/cli/commands/slo-policy.ts";
import { command as status } from "../../../automation/cli/commands/slo-status.ts";
import { assertInBudget } from "../../../automation/cutover/run.ts";
import { commandContext } from "../../support/command-context.ts";
import { sloDocument } from "../../support/slo-documents.ts";
import { policyTexts } from "../../support/slo-policy.ts";

const root = mkdtempSync(join(tmpdir(), "maestro-slo-approve-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const texts = policyTexts();
const write = (file: string, text: string): void => {
  mkdirSync(join(root, file, ".."), { recursive: true });
  writeFileSync(join(root, file), text);
};
const config = { service: "orders", environment: "production" };
const judge = (at = Date.now()) => judgeErrorBudget(root, { stack: "prod", config }, at);
const given = {
  ticket: "INC-7",
  as: "ada",
  requestedBy: "bob",
  keyFile: "ada.pem",
  until: new Date(Date.now() + 86_400_000).toISOString(),
};
const sign = (options: Record<string, unknown>) => approve.run(commandContext(root), [], { ...given, ...options });

beforeEach(async () => {
  rmSync(root, { recursive: true, force: true });
  write("slo/orders.yaml", sloDocument().replaceAll("data/orders.csv", "reports/orders.csv"));
  write("slo/policy.yaml", texts.policy);
  write("freeze/approvers.yaml", texts.approvers);
  write("freeze.yaml", "freeze: []\n");
  write("ada.pem", texts.key);
  const hour = 3_600_000;
  const rows = Array.from(
    { length: 720 },
    (_, i) => `${new Date(Math.floor(Date.now() / hour) * hour - i * hour).toISOString()},998,1000`,
  );
  // What is measured is no source: it lies where reports do.
  write("reports/orders.csv", ["timestamp,good,total", ...rows].join("\n"));
  await status.run(commandContext(root), [], { write: true });
});

describe("an exhausted budget", () => {
  it("is refused by the guard too, and never in the way of a backout", async () => {
    expect(await judge()).toMatchObject({ decision: "deny", rule: "exhausted" });
    await expect(guardDeployment(root, { stack: "prod", config }, Date.now())).rejects.toMatchObject({
      code: "error-budget-exhausted",
    });
    const { configDigest } = await import("../../../core/config/index.ts");
    const backout = { ...config, run: { preRunDigest: configDigest(config) } };
    expect(await guardDeployment(root, { stack: "prod", config: backout }, Date.now())).toBeNull();
  });

  it("lets out what a signed exception is for, in this state of the source and no other, until it ends", async () => {
    await sign({ service: "orders", category: "p0-fix", role: "sre-lead" });
    expect(await judge()).toMatchObject({
      decision: "allow",
      rule: "exception",
      evidence: { approval: { approver: "ada" } },
    });
    expect((await judge(Date.now() + 2 * 86_400_000)).decision).not.toBe("allow");
    write("program.ts", "// another change\n");
    const { decision, evidence } = await judge();
    expect(decision).toBe("deny");
    expect(evidence.ignored.join()).toContain("another state of the source");
  });

  it("stays as it was approved when its statement is written anew", async () => {
    await sign({ service: "orders", role: "head" });
    await status.run(commandContext(root), [], { write: true });
    expect((await judge()).rule).toBe("override");
  });
});

describe("a cutover's start", () => {
  const start = () =>
    assertInBudget(
      { project: { dir: root, stack: "prod" }, context: commandContext(root) } as never,
      { sections: config } as never,
    );
  it("is refused with an exhausted budget, and held, for a person to decide, where it is not known", async () => {
    await expect(start()).rejects.toMatchObject({ code: "error-budget-exhausted", exitCode: 1 });
    rmSync(join(root, "slo/budget.json"));
    await expect(start()).rejects.toMatchObject({ code: "error-budget-unknown", exitCode: 3 });
    await sign({ service: "orders", category: "security", role: "sre-lead" });
    await expect(start()).resolves.toBeUndefined();
  });
});

describe("a budget statement", () => {
  it("is not written over in an outage: what was known holds until it expires", async () => {
    const before = readFileSync(join(root, "slo/budget.json"), "utf8");
    const prometheus = sloDocument().replace(/type: File, spec: {file: [^}]*}/g, "type: Prometheus, spec: {query: x}");
    write("slo/orders.yaml", prometheus);
    const options = { write: true, prometheus: "http://127.0.0.1:1" };
    const { exitCode, document } = await status.run(commandContext(root), [], options);
    expect(exitCode).toBe(4);
    expect(document.statement).toBeNull();
    expect(readFileSync(join(root, "slo/budget.json"), "utf8")).toBe(before);
  });

  it("is of all services and of now", async () => {
    for (const options of [{ service: "orders" }, { now: "2026-01-01" }])
      await expect(status.run(commandContext(root), [], { write: true, ...options })).rejects.toMatchObject({
        code: "bad-option",
      });
  });
});

describe("maestro slo approve refuses before it writes", () => {
  const cases: [string, Record<string, unknown>, string][] = [
    ["a category that is no exception", { service: "orders", category: "marketing", role: "head" }, "category-unknown"],
    ["a role that may not sign", { service: "orders", category: "p0-fix", role: "dev" }, "role-not-accepted"],
    ["an override that lasts too long", { service: "orders", role: "head", until: "2099-01-01" }, "bad-option"],
    ["what is over", { service: "orders", category: "p0-fix", role: "sre-lead", until: "2020-01-01" }, "bad-option"],
    [
      "one's own wish",
      { service: "orders", category: "p0-fix", role: "sre-lead", requestedBy: "Ada" },
      "approver-unknown",
    ],
    ["another's name", { service: "orders", category: "p0-fix", role: "sre-lead", as: "eve" }, "approver-unknown"],
    ["a service without SLOs", { service: "billing", category: "p0-fix", role: "sre-lead" }, "service-unknown"],
  ];
  it.each(cases)("%s", async (_, options, code) => {
    await expect(sign(options)).rejects.toMatchObject({ code, next: expect.any(String) });
    expect((await judge()).decision).toBe("deny");
  });
});

describe("maestro slo policy", () => {
  it("is 3 until every role has approved the policy as it stands, then 0, and shows who did", async () => {
    const run = () => policy.run(commandContext(root), [], {});
    expect(await run()).toMatchObject({ exitCode: 3, document: { missing: ["head"] } });
    await sign({ policy: true, role: "head" });
    const { exitCode, document } = await run();
    expect(exitCode).toBe(0);
    expect(document.markdown).toContain("| head | ada | INC-7 |");
    write("slo/policy.yaml", texts.policy.replace("maxDays: 2", "maxDays: 30"));
    expect((await run()).exitCode).toBe(3);
  });

  it("says what it says of a release now: 1 denied", async () => {
    const { exitCode, document } = await policy.run(commandContext(root), [], {
      service: "orders",
      environment: "production",
    });
    expect(exitCode).toBe(1);
    expect(document.decision).toMatchObject({ decision: "deny" });
  });
});

import { describe, expect, test } from "vitest";
import type { JudgedLook } from "../../../automation/cutover/report/judge.ts";
import { reportHtml } from "../../../automation/cutover/report-html.ts";
import { acaSchema, judge } from "../../../core/aca/index.ts";
import { type RunDocument, type RunFact, runDocument } from "../../../core/cutover/index.ts";
import { EMPTY_HEAD } from "../../../core/ledger/index.ts";
import { history, look, START, started, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short" });
const traffic = { requests: 1234, failed: 0, failedBySwitch: 0, byColor: { blue: 1234 }, seenBy: "client" };
const extras = {
  traffic,
  writes: null,
  artifacts: [],
  ledger: { path: "ledger.jsonl", head: EMPTY_HEAD, entries: 3, verified: true },
};
const page = (
  facts: readonly RunFact[],
  looks: readonly JudgedLook[] = [],
  change: Partial<RunDocument> = {},
): string => {
  const events = history(facts);
  return reportHtml({ ...runDocument("r1", events, extras, START + 90_000), ...change } as RunDocument, events, looks);
};
const hostile = `"><script>alert(1)</script><img src=x onerror='x'>`;

/** A judged look in which the canary is twice as slow. */
function slowLook(name = "latency_p95"): JudgedLook {
  const config = acaSchema.parse({
    metrics: [{ name, kind: "continuous", direction: "increase", critical: true }],
    tests: ["mwu", "ks"],
  });
  const samples = {
    baseline: { [name]: Array.from({ length: 40 }, (_, i) => 10 + (i % 7)) },
    canary: { [name]: Array.from({ length: 40 }, (_, i) => 22 + (i % 9)) },
  };
  return {
    step: "canary-25",
    look: 1,
    judgedAt: "2026-01-02T03:04:05.000Z",
    verdict: judge(config, samples.baseline, samples.canary),
    samples,
  };
}

describe("report.html", () => {
  test("of a finished run says so first, and has every section", () => {
    const html = page([
      ...upTo(plan, "finish"),
      { kind: "step.passed", step: "finish", by: "plan" },
      { kind: "run.ended", outcome: "finished", reason: null },
    ]);
    expect(html).toMatch(/banner finished"><b>Finished in .*green \(v2\.0\.0\) serves all traffic/);
    for (const heading of ["Steps", "Judge", "Flips", "Ledger"]) expect(html).toContain(`<h2>${heading}</h2>`);
    expect(html).toContain('<svg class="timeline"');
    expect(html).toContain("1 234");
  });

  test("of a look that a source failed says so, and draws nothing", () => {
    const good = slowLook();
    const samples = {
      ...good.samples,
      canary: { latency_p95: { outcome: "error", text: "connection refused" } },
    } as const;
    const config = acaSchema.parse({ metrics: [{ name: "latency_p95", kind: "continuous", direction: "increase" }] });
    const verdict = judge(config, samples.baseline, samples.canary);
    const html = page([...upTo(plan, "canary-25")], [{ ...good, samples, verdict }]);
    expect(html).toContain("the canary&#39;s source failed: connection refused");
    expect(html).not.toContain("<figure");
  });

  test("of a held run names the three commands that move it, and the weight that is at stake", () => {
    const html = page([
      ...upTo(plan, "canary-25"),
      { kind: "hold.entered", reason: { code: "too-few-samples", text: "3 samples" } },
    ]);
    expect(html).toContain("On hold: blue is active, green has 25 % of the traffic");
    for (const verb of ["resume", "promote", "backout"]) expect(html).toContain(`maestro cutover ${verb} --stack demo`);
  });

  test("of a refused run says that nothing was changed and draws no empty timeline", () => {
    const html = page([
      started(plan),
      { kind: "run.ended", outcome: "refused", reason: { code: "freeze", text: "no\n  Next: wait" } },
    ]);
    expect(html).toContain("Refused: blue (v1.0.0) serves all traffic.");
    expect(html).toContain("Nothing was changed");
    expect(html).not.toContain('<svg class="timeline"');
  });

  test("shows a look's metric, test, adjusted p, shift and sentence, and both distributions", () => {
    const one = slowLook();
    const html = page([...upTo(plan, "canary-25"), look("canary-25", "fail")], [one]);
    const [metric] = one.verdict.metrics;
    expect(html).toContain("canary-25, look 1: fail");
    expect(html).toContain("latency_p95 (critical)");
    expect(html).toContain(`<td>${Number(metric!.pAdjusted!.toPrecision(3))}</td>`);
    expect(html).toMatch(/Mann-Whitney U|Kolmogorov-Smirnov/);
    expect(html).toContain("distributions of baseline and canary");
    expect(html).toContain("<li>latency_p95: the canary lies");
  });

  test("escapes every text that comes from outside, in tables, titles and drawings", () => {
    const reason = { code: "x", text: hostile };
    const html = page(
      [
        ...upTo(plan, "canary-25"),
        { kind: "breach", rule: hostile, value: 1, limit: 0, seenAt: START + 40_000 },
        { kind: "hold.entered", reason },
      ],
      [slowLook(hostile)],
      {
        service: hostile,
        stack: hostile,
        to: { color: "green", version: hostile },
      },
    );
    expect(html).not.toMatch(/<script|<img/i);
    expect(html.match(/&lt;script&gt;/g)!.length).toBeGreaterThan(6);
  });

  test("is one file: nothing is fetched and no script could run", () => {
    const html = page(upTo(plan, "soak"), [slowLook()]);
    expect(html).not.toMatch(/<(script|link|img|iframe)|(src|href)=|url\(/i);
    expect(html).toContain("default-src 'none'");
  });

  test("shows nothing as good where nothing was counted", () => {
    const html = page([started(plan)], [], { traffic: { ...traffic, requests: 0 } });
    expect(html).not.toMatch(/fact good"><b>0</);
  });
});

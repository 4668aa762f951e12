import { describe, expect, it } from "vitest";
import { type AcaConfigInput, judge } from "../../../core/aca/index.ts";
import { generator } from "./generator.ts";

const metric = (kind: "continuous" | "count" | "proportion", margin = 0): AcaConfigInput["metrics"][number] => ({
  name: "m",
  kind,
  direction: "increase",
  critical: true,
  margin,
});
const names = (config: AcaConfigInput, base: number[], canary: number[]) =>
  judge(config, { m: base }, { m: canary }).metrics[0]!.tests.map((test) => `${test.role} ${test.test}`);
const g = generator(21);
const trials = (n: number, p: number): number[] => Array.from({ length: n }, () => (g.uniform() < p ? 1 : 0));

describe("which tests decide and which are reported", () => {
  it("location and scale decide by default; Mann-Whitney and Kolmogorov-Smirnov stand beside", () =>
    expect(names({ metrics: [metric("continuous")] }, g.lognormal(30, 0.3, 1), g.lognormal(30, 0.3, 1))).toEqual([
      "deciding location",
      "deciding scale",
      "reported mwu",
      "reported ks",
    ]));

  it("counts show the test of rates, single trials Fisher's", () => {
    expect(names({ metrics: [metric("count")] }, trials(40, 0.2), trials(40, 0.2))).toContain("reported rate");
    expect(names({ metrics: [metric("proportion")] }, trials(40, 0.2), trials(40, 0.2))).toContain("reported fisher");
    expect(names({ metrics: [metric("proportion", 0.1)] }, trials(40, 0.2), trials(40, 0.2))).not.toContain(
      "reported fisher",
    );
  });

  it("a chosen test that does not apply to a metric leaves that metric to the defaults", () => {
    const config: AcaConfigInput = { metrics: [metric("continuous")], tests: ["fisher"] };
    expect(names(config, [1.5, 2, 3, 4, 5, 6], [1, 2, 3, 4, 5, 6])).toContain("deciding location");
  });

  it("Fisher as the deciding test fails a canary that fails five times as often", () => {
    const config: AcaConfigInput = { metrics: [metric("proportion")], tests: ["fisher"] };
    expect(judge(config, { m: trials(300, 0.05) }, { m: trials(300, 0.25) }).verdict).toBe("fail");
    expect(judge(config, { m: trials(300, 0.05) }, { m: trials(300, 0.05) }).verdict).toBe("pass");
  });

  it("the test of rates allows its margin", () => {
    const counts = (value: number): number[] => Array.from({ length: 60 }, (_, i) => value + (i % 3) - 1);
    const verdict = (margin: number) =>
      judge({ metrics: [metric("count", margin)], tests: ["rate"] }, { m: counts(20) }, { m: counts(25) }).verdict;
    expect([verdict(0), verdict(0.5)]).toEqual(["fail", "pass"]);
  });
});

describe("spread", () => {
  const verdict = (base: number[], canary: number[], direction: "increase" | "decrease" = "increase") =>
    judge({ metrics: [{ ...metric("continuous"), direction }] }, { m: base }, { m: canary }).metrics[0]!;

  it("a canary that spreads three times as wide at the same median fails, and the sentence says so", () => {
    const found = verdict(g.lognormal(60, 0.3, 1), g.lognormal(60, 0.9, 1));
    expect(found).toMatchObject({ verdict: "fail", test: "scale" });
    expect(found.reason.text).toContain("spread wider");
  });

  it("a level that rose or fell is not taken for spread", () => {
    expect(verdict(g.lognormal(100, 0.2, 1), g.lognormal(100, 0.2, 3), "decrease").verdict).toBe("pass");
    const [base, better] = [g.lognormal(100, 0.1, 1).map((v) => v + 9), g.lognormal(100, 0.1, 1)];
    expect(verdict(base, better).verdict).toBe("pass");
  });
});

describe("the tail", () => {
  const base = generator(31).lognormal(200, 0.3, 1);
  const canary = generator(32).lognormal(200, 0.3, 1);
  const some = (values: number[], factor: number, count = 12) =>
    values.map((value, i) => (i % 16 === 3 && i / 16 < count ? value * factor : value));
  const found = (canaryValues: number[], over: Partial<AcaConfigInput["metrics"][number]> = {}, baseline = base) =>
    judge({ metrics: [{ ...metric("continuous"), ...over }] }, { m: baseline }, { m: canaryValues }).metrics[0]!;

  it("a few samples that are five times as slow fail the canary, and the sentence counts them", () => {
    expect(found(canary)).toMatchObject({ verdict: "pass" });
    const slow = found(some(canary, 5));
    expect(slow).toMatchObject({ verdict: "fail", test: "tail", statistic: 12, method: "exact" });
    expect(slow.reason.text).toContain("12 of its values lie beyond all of the baseline's");
    expect(found(some(canary, 5), { direction: "either" }).verdict).toBe("fail");
  });

  it("what is beyond on the good side, or within the margin, does not", () => {
    expect(found(some(canary, 0.2)).verdict).toBe("pass");
    expect(found(some(canary, 0.2), { direction: "decrease" }).verdict).toBe("fail");
    expect(found(some(canary, 5), { margin: 5 }).verdict).toBe("pass");
    expect(found(some(canary, 5), {}, some(base, 5)).verdict).toBe("pass");
  });

  it("does not decide under 100 samples, with memory, or in a soak without end", () => {
    const deciding = (canaryValues: number[], looks?: AcaConfigInput["looks"]) =>
      judge({ metrics: [metric("continuous")], looks }, { m: base }, { m: canaryValues })
        .metrics[0]!.tests.filter(({ role }) => role === "deciding")
        .map(({ test }) => test);
    expect(deciding(canary)).toEqual(["location", "scale", "tail"]);
    expect(deciding(canary.slice(0, 99))).toEqual(["location", "scale"]);
    expect(deciding(canary.toSorted((a, b) => a - b))).toEqual(["location", "scale"]);
    expect(deciding(canary, { planned: "unlimited" })).toEqual(["location", "scale"]);
  });
});

describe("looks", () => {
  const config = (planned: number | "unlimited", tests?: AcaConfigInput["tests"]): AcaConfigInput => ({
    metrics: [metric("continuous")],
    looks: { planned },
    tests,
  });
  const [base, canary] = [generator(1).lognormal(50, 0.3, 1), generator(2).lognormal(50, 0.3, 1.22)];

  it("the same samples need stronger evidence at an early look", () => {
    const adjusted = (look: number) => judge(config(10), { m: base }, { m: canary }, { look }).metrics[0]!.pAdjusted!;
    expect(adjusted(2)).toBeGreaterThan(adjusted(9));
    expect(adjusted(9)).toBeGreaterThan(judge(config(1), { m: base }, { m: canary }).metrics[0]!.pAdjusted!);
  });

  it("says so when no look was given, and spends little early", () => {
    const last = judge(config(10), { m: base }, { m: canary });
    expect(last.alpha).toMatchObject({ look: 10, looks: 10, spent: last.alpha.total });
    expect(last.warnings).toHaveLength(1);
    expect(judge(config(10), { m: base }, { m: canary }, { look: 1 }).alpha.spent).toBeLessThan(1e-9);
  });

  it("an unlimited soak has no last look, and refuses a test that cannot be watched without end", () => {
    expect(judge(config("unlimited"), { m: base }, { m: canary }, { look: 12_345 }).alpha).toMatchObject({
      looks: null,
    });
    expect(() => judge(config("unlimited", ["ks"]), {}, {})).toThrow(expect.objectContaining({ code: "bad-test" }));
  });
});

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type AcaConfigInput,
  completeConfig,
  judge,
  type MetricSamples,
  rationale,
  replay,
} from "../../../core/aca/index.ts";
import { generator } from "./generator.ts";

function recorded(input: AcaConfigInput, baseline: MetricSamples, canary: MetricSamples, look?: number) {
  const config = completeConfig(input);
  const verdict = judge(config, baseline, canary, { look });
  return { verdict, artifact: rationale({ config, look: verdict.alpha.look, baseline, canary, verdict }) };
}

const metrics: AcaConfigInput["metrics"] = [
  { name: "p95", kind: "continuous", direction: "increase", critical: true, margin: 0.05, group: "latency" },
  { name: "errors", kind: "count", direction: "increase", nan: "zero" },
  { name: "ratio|<b>", kind: "proportion", direction: "either" },
];
const g = generator(7);
const side = (factor: number): MetricSamples => ({
  p95: g.lognormal(60, 0.3, factor),
  errors: Float64Array.from({ length: 60 }, (_, i) => (i % 7 === 0 ? 2 : 0)),
  "ratio|<b>": { outcome: "error", text: "the source answered 500" },
  unjudged: [1, 2, 3],
});

describe("rationale and replay", () => {
  it("a replay gives the recorded verdict byte for byte", () => {
    const { verdict, artifact } = recorded({ metrics, looks: { planned: 4 } }, side(1), side(1.4), 3);
    const again = replay(artifact.json, "rationale.json");
    expect(again).toMatchObject({ equal: true, differences: [] });
    expect(JSON.stringify(again.verdict)).toBe(JSON.stringify(verdict));
  });

  it("does so for any samples, missing and infinite ones included", () => {
    const value = fc.oneof(fc.double(), fc.constantFrom(null, Number.NaN, -0, Number.POSITIVE_INFINITY, 1e-310));
    const series = fc.oneof(
      fc.array(value, { maxLength: 30 }),
      fc.array(fc.double({ noNaN: true, noDefaultInfinity: true }), { minLength: 5, maxLength: 30 }),
    );
    const tests = fc.constantFrom<AcaConfigInput["tests"]>(undefined, ["mwu", "ks"], ["rate", "scale"]);
    fc.assert(
      fc.property(series, series, tests, (a, b, chosen) => {
        const input: AcaConfigInput = { metrics: [{ name: "m", kind: "count", direction: "either" }], tests: chosen };
        expect(replay(recorded(input, { m: a }, { m: b }).artifact.json, "f").equal).toBe(true);
      }),
      { numRuns: 200 },
    );
  });

  it("a changed sample or verdict does not pass for the record", () => {
    const { artifact } = recorded({ metrics }, side(1), side(1.4));
    const document = JSON.parse(artifact.json);
    document.canary.p95[3] += 0.25;
    expect(replay(JSON.stringify(document), "f").differences).toContain("inputDigest");
    const lied = JSON.parse(artifact.json);
    lied.verdict.verdict = "pass";
    expect(replay(JSON.stringify(lied), "f")).toMatchObject({ equal: false, differences: ["verdict"] });
  });

  it("refuses what is no artifact, naming the field", () => {
    expect(() => replay("{", "f")).toThrow(expect.objectContaining({ code: "bad-artifact", exitCode: 2, file: "f" }));
    expect(() => replay("{}", "f")).toThrow(expect.objectContaining({ code: "bad-artifact", field: "schemaVersion" }));
  });

  it("the Markdown says the verdict, the sentence and the plot, and a metric's name cannot inject markup", () => {
    const { artifact, verdict } = recorded({ metrics }, side(1), side(1.4));
    expect(artifact.markdown).toContain("# Canary analysis: fail");
    expect(artifact.markdown).toContain(verdict.metrics[1]!.reason.text.slice(0, 20));
    expect(artifact.markdown).toContain("](plots/001-p95.svg)");
    expect(artifact.markdown).toContain("ratio\\|&lt;b&gt;");
    expect(artifact.markdown).not.toContain("<b>");
  });

  it("plots metrics that have samples, as SVG without anything but finite numbers", () => {
    const { artifact } = recorded({ metrics }, side(1), side(1.4));
    expect(Object.keys(artifact.plots)).toEqual(["plots/001-p95.svg", "plots/002-errors.svg"]);
    for (const svg of Object.values(artifact.plots)) {
      expect(svg).toMatch(/^<svg .*<\/svg>\n$/s);
      expect(svg).not.toMatch(/NaN|Infinity|undefined/);
    }
  });
});

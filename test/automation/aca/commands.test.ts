import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Command, CommandContext } from "../../../automation/cli/command.ts";
import { command as judgeCommand } from "../../../automation/cli/commands/aca-judge.ts";
import { command as replayCommand } from "../../../automation/cli/commands/aca-replay.ts";
import { command as scoreCommand } from "../../../automation/cli/commands/aca-score.ts";
import { command as simulateCommand } from "../../../automation/cli/commands/aca-simulate.ts";
import { generator } from "../../core/aca/generator.ts";

const folder = mkdtempSync(join(tmpdir(), "aca-"));
afterAll(() => rmSync(folder, { recursive: true }));

const context: CommandContext = {
  cwd: folder,
  env: {},
  now: () => 0,
  stateDir: folder,
  stack: undefined,
  json: true,
  say: () => undefined,
  emit: () => undefined,
  progress: () => undefined,
  signal: new AbortController().signal,
};
const run = (command: Command, options: Record<string, unknown>, args: string[] = []) =>
  command.run(context, args, options);
const file = (name: string, text: string): string => {
  writeFileSync(join(folder, name), text);
  return name;
};

const g = generator(5);
const csv = (values: number[]): string => `latency\n${values.join("\n")}\n`;
const yaml = "metrics:\n  - name: latency\n    kind: continuous\n    direction: increase\n    critical: true\n";

beforeAll(() => {
  file("aca.yaml", yaml);
  file("baseline.csv", csv(g.lognormal(60, 0.2, 1)));
  file("same.csv", csv(g.lognormal(60, 0.2, 1)));
  file("slow.json", JSON.stringify({ latency: g.lognormal(60, 0.2, 2) }));
  file("few.csv", csv([1, 2, 3, 4]));
});
const score = (canary: string, more: Record<string, unknown> = {}) =>
  run(scoreCommand, { config: "aca.yaml", baseline: "baseline.csv", canary, ...more });

describe("aca score", () => {
  it("exits 0 on pass, 1 on fail, 3 on too few samples or no column", async () => {
    expect((await score("same.csv")).exitCode).toBe(0);
    expect(await score("slow.json")).toMatchObject({
      exitCode: 1,
      document: { verdict: "fail", correction: "holm", artifact: null },
    });
    expect((await score("few.csv")).exitCode).toBe(3);
    expect(await score(file("other.csv", "cpu\n1\n"))).toMatchObject({
      exitCode: 3,
      document: { verdict: "inconclusive" },
    });
  });

  it("reads a metric from the column that its source names", async () => {
    const config = file("source.yaml", `${yaml}    source: p95\n`);
    const canary = file("renamed.csv", csv(g.lognormal(60, 0.2, 2)).replace("latency", "p95"));
    const baseline = file("renamed-base.csv", csv(g.lognormal(60, 0.2, 1)).replace("latency", "p95"));
    expect((await run(scoreCommand, { config, baseline, canary })).exitCode).toBe(1);
  });

  it("writes an artifact that replays to the same verdict", async () => {
    const { document } = await score("slow.json", { artifact: "out" });
    expect(document.artifact).toBe(join(folder, "out", "rationale.json"));
    expect(readFileSync(join(folder, "out", "rationale.md"), "utf8")).toContain("plots/001-latency.svg");
    expect(readFileSync(join(folder, "out", "plots", "001-latency.svg"), "utf8")).toContain("<svg");
    expect(await run(replayCommand, {}, ["out/rationale.json"])).toMatchObject({
      exitCode: 1,
      document: { equal: true, verdict: "fail" },
    });
  });

  it.each([
    ["an unknown key", `${yaml}    wieght: 2\n`, { code: "unknown-key", line: 6, column: 5 }],
    [
      "a duplicate metric",
      `${yaml}  - name: latency\n    kind: count\n    direction: either\n`,
      { code: "duplicate-metric", line: 6 },
    ],
    ["a wrong kind", yaml.replace("continuous", "gauge"), { line: 3, column: 11 }],
    ["minSamples under 5", `${yaml}    minSamples: 3\n`, { line: 6 }],
    [
      "a margin that tolerates any decrease",
      `${yaml.replace("increase", "decrease")}    margin: 1\n`,
      { code: "bad-margin", line: 6 },
    ],
    ["broken YAML", "metrics: [\n", { code: "yaml-syntax" }],
  ])("refuses %s in aca.yaml with its place", async (_what, text, wanted) => {
    const config = file("bad.yaml", text);
    const error = await run(scoreCommand, { config, baseline: "baseline.csv", canary: "same.csv" }).catch(
      (e: unknown) => e,
    );
    expect(error).toMatchObject({ exitCode: 2, file: "bad.yaml", ...wanted });
  });

  it("refuses missing options and files, naming them", async () => {
    await expect(run(scoreCommand, { baseline: "b", canary: "c" })).rejects.toMatchObject({
      exitCode: 2,
      field: "--config",
    });
    await expect(score("nowhere.csv")).rejects.toMatchObject({
      exitCode: 2,
      code: "file-missing",
      file: "nowhere.csv",
    });
    await expect(score("same.csv", { look: "2" })).rejects.toMatchObject({ exitCode: 2, field: "--look" });
  });
});

describe("aca judge", () => {
  const baseline = "[19,22,16,29,24]";
  const canary = "[20,11,17,12]";

  it("answers as SciPy with x = canary", async () => {
    const { document, exitCode } = await run(judgeCommand, { test: "mwu", baseline, canary });
    expect(exitCode).toBe(0);
    expect(document).toMatchObject({
      statistic: 3,
      method: "exact",
      alternative: "two-sided",
      significant: false,
      ties: 0,
    });
    expect(document.pValue).toBeCloseTo(0.1111111111, 9);
  });

  it("a direction sets SciPy's alternative, which is mirrored for Kolmogorov-Smirnov", async () => {
    const alternative = async (test: string, direction: string) =>
      (await run(judgeCommand, { test, baseline, canary, direction })).document.alternative;
    expect(await alternative("mwu", "increase")).toBe("greater");
    expect(await alternative("ks", "increase")).toBe("less");
    expect(await alternative("ks", "decrease")).toBe("greater");
    expect(await alternative("mwu", "either")).toBe("two-sided");
  });

  it("warns where exact was asked for and ties or size stand in the way", async () => {
    const tied = await run(judgeCommand, { test: "mwu", baseline: "[1,1,2]", canary: "[1,2,2]", method: "exact" });
    expect(String(tied.document.warnings)).toContain("ties");
  });

  it.each([
    ["text", { baseline: '[1,"2"]' }, "--baseline[1]"],
    ["null", { baseline: "[1,null]" }, "--baseline[1]"],
    ["an infinity", { baseline: "[1e999]" }, "--baseline[0]"],
    ["no list", { baseline: "3" }, "--baseline"],
    ["an empty list", { baseline: "[]" }, "--baseline"],
    ["no JSON", { baseline: "1,2" }, "--baseline"],
    ["an unknown test", { test: "t" }, "--test"],
    ["an unknown method", { method: "fast" }, "--method"],
    ["an alpha beyond one", { alpha: "2" }, "--alpha"],
  ])("refuses %s", async (_what, options, field) => {
    await expect(run(judgeCommand, { test: "mwu", baseline, canary, ...options })).rejects.toMatchObject({
      exitCode: 2,
      field,
    });
  });
});

describe("aca simulate", () => {
  it("runs chosen rows and exits by their thresholds", async () => {
    const result = await run(simulateCommand, { seed: "1", repetitions: "200", rows: "better-50,tiny-30" });
    expect(result).toMatchObject({ exitCode: 0, document: { allMet: true, seed: 1 } });
    expect(result.text).toContain("2 of 2 thresholds met");
    await expect(run(simulateCommand, { rows: "nothing" })).rejects.toMatchObject({ exitCode: 2, field: "--rows" });
  });
});

import { InputError } from "../../../core/errors/index.ts";
import {
  type Alternative,
  cliffsDelta,
  hodgesLehmann,
  type KolmogorovSmirnovResult,
  kolmogorovSmirnov,
  type MannWhitneyResult,
  mannWhitneyU,
  pool,
  sorted,
} from "../../../core/stats/index.ts";
import { inlineSamples, numberOption, wordOption } from "../../aca/inline.ts";
import { acaJudgeSchema } from "../../documents/aca.ts";
import type { Command } from "../command.ts";

/** One test on samples typed on the command line; exit 0 whenever it could be computed. */
export const command: Command = {
  example: "aca-score judge --test mwu --baseline '[10,11,12,9]' --canary '[14,15,13,16]' --direction increase --json",
  declare: (leaf) => {
    leaf
      .option("--test <name>", "mwu (Mann-Whitney U) or ks (Kolmogorov-Smirnov)", "mwu")
      .option("--baseline <json>", "JSON list of numbers")
      .option("--canary <json>", "JSON list of numbers")
      .option("--direction <word>", "increase, decrease or either: the change that is bad; sets the alternative")
      .option("--method <word>", "auto, exact or asymptotic", "auto")
      .option("--alternative <word>", "two-sided, greater or less, as SciPy with x = canary; wins over --direction")
      .option("--alpha <number>", "level at which p is called significant", "0.05");
  },
  run: async (_context, _args, options) => {
    const test = wordOption(options.test, "--test", ["mwu", "ks"]) ?? "mwu";
    const baseline = inlineSamples(options.baseline, "--baseline");
    const canary = inlineSamples(options.canary, "--canary");
    const direction = wordOption(options.direction, "--direction", ["increase", "decrease", "either"]) ?? "either";
    const method = wordOption(options.method, "--method", ["auto", "exact", "asymptotic"]) ?? "auto";
    const alternative =
      wordOption(options.alternative, "--alternative", ["two-sided", "less", "greater"]) ??
      alternativeOf(test, direction);
    const alpha = numberOption(options.alpha, "--alpha", 0, 1, 0.05);
    const result = runTest(test, canary, baseline, alternative, method);
    const document = acaJudgeSchema.parse({
      test,
      alternative,
      method: result.method,
      statistic: result.statistic,
      pValue: result.pValue,
      significant: result.pValue <= alpha,
      alpha,
      n: { baseline: baseline.length, canary: canary.length },
      ties: result.ties,
      shift: hodgesLehmann(canary, baseline),
      effect: { cliffsDelta: cliffsDelta(pool(sorted(canary), sorted(baseline))) },
      warnings: warningsOf(test, method, result, baseline.length, canary.length),
    });
    const { shift } = document;
    const text = [
      `${test} ${document.method}, ${alternative}: statistic ${document.statistic}, p ${document.pValue}`,
      `shift ${shift.estimate} (95 % interval ${shift.low} to ${shift.high}), Cliff's delta ${document.effect.cliffsDelta}`,
      `${document.significant ? "significant" : "not significant"} at ${alpha}`,
      ...document.warnings.map((warning) => `warning: ${warning}`),
    ].join("\n");
    return { exitCode: 0, document, text };
  },
};

/** SciPy's `greater` speaks of x for Mann-Whitney, but of its distribution function for Kolmogorov-Smirnov. */
function alternativeOf(test: "mwu" | "ks", direction: "increase" | "decrease" | "either"): Alternative {
  if (direction === "either") return "two-sided";
  return (direction === "increase") === (test === "mwu") ? "greater" : "less";
}

function runTest(
  test: "mwu" | "ks",
  canary: readonly number[],
  baseline: readonly number[],
  alternative: Alternative,
  method: "auto" | "exact" | "asymptotic",
): MannWhitneyResult | KolmogorovSmirnovResult {
  try {
    return (test === "mwu" ? mannWhitneyU : kolmogorovSmirnov)(canary, baseline, { alternative, method });
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new InputError("exact-too-large", cause.message, {
      field: "--method",
      cause,
      next: "use --method asymptotic",
    });
  }
}

function warningsOf(
  test: "mwu" | "ks",
  asked: "auto" | "exact" | "asymptotic",
  result: MannWhitneyResult | KolmogorovSmirnovResult,
  nBaseline: number,
  nCanary: number,
): string[] {
  const warnings: string[] = [];
  if (asked === "exact" && result.method === "asymptotic")
    warnings.push("these sizes have no exact p-value within reach; the asymptotic one is given, as SciPy does");
  if (test === "mwu" && result.method === "exact" && result.ties > 0)
    warnings.push("exact with ties: the permutation distribution; SciPy's method='exact' ignores ties");
  if (Math.min(nBaseline, nCanary) < 5) warnings.push("fewer than 5 values a side: too few to judge a canary by");
  return warnings;
}

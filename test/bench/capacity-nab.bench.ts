/**
 * Sizing on the 17 CloudWatch series of the Numenta Anomaly Benchmark: our rule against the Vertical Pod Autoscaler's
 * (p90 × 1.15, half-life 24 h), both resized once a day from what came before, the first two days only teaching.
 * Waste is idle reserve in units of the series' mean usage; figures over all series are means of series.
 *
 * One price of a breach holds for all series. It is chosen so that breaches equal VPA's, then so that waste does; and,
 * without looking ahead, on the first half of the days and held against the second.
 *
 *   node test/bench/capacity-nab.bench.ts [--data ../shared/data/nab/realAWSCloudwatch] [--json]
 */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { rollDays, type SizingOutcome, sizeRequest, vpaRequest } from "../../core/capacity/index.ts";

const { values } = parseArgs({
  options: {
    data: { type: "string", default: join(import.meta.dirname, "../../../shared/data/nab/realAWSCloudwatch") },
    json: { type: "boolean", default: false },
  },
});
const [perDay, warmUp] = [288, 2];
const series = readdirSync(values.data)
  .filter((name) => name.endsWith(".csv"))
  .sort()
  .map((name) => {
    const rows = readFileSync(join(values.data, name), "utf8").trim().split("\n").slice(1);
    return { name: name.replace(".csv", ""), usage: Float64Array.from(rows, (row) => Number(row.split(",")[1])) };
  });

type Rule = (history: Float64Array) => number;
const vpa: Rule = (history) => vpaRequest(history, perDay);
const ours =
  (price: number): Rule =>
  (history) =>
    sizeRequest(history, perDay, price);

const outcomes = (rule: Rule, part: (usage: Float64Array) => [Float64Array, number]): SizingOutcome[] =>
  series.map(({ usage }) => {
    const [used, from] = part(usage);
    return rollDays(used, perDay, from, rule);
  });
const mean = (all: readonly SizingOutcome[], key: keyof SizingOutcome): number =>
  all.reduce((sum, one) => sum + one[key], 0) / all.length;

/** The price at which the mean of `key` over the series is the wanted one, by bisection in its logarithm. */
function priceFor(
  key: keyof SizingOutcome,
  wanted: number,
  part: (usage: Float64Array) => [Float64Array, number],
): number {
  let [low, high] = [Math.log(0.1), Math.log(200)];
  for (let i = 0; i < 24; i++) {
    const middle = (low + high) / 2;
    const got = mean(outcomes(ours(Math.exp(middle)), part), key);
    // A higher price means fewer breaches and more waste. The side that favours VPA is kept.
    if (key === "breaches" ? got > wanted : got <= wanted) low = middle;
    else high = middle;
  }
  return Math.exp(key === "breaches" ? high : low);
}

const whole = (usage: Float64Array): [Float64Array, number] => [usage, warmUp];
const middleDay = (usage: Float64Array): number => warmUp + Math.floor((usage.length / perDay - warmUp) / 2);
const firstHalf = (usage: Float64Array): [Float64Array, number] => [
  usage.subarray(0, middleDay(usage) * perDay),
  warmUp,
];
const secondHalf = (usage: Float64Array): [Float64Array, number] => [usage, middleDay(usage)];

const theirs = outcomes(vpa, whole);
const [breaches, waste] = [mean(theirs, "breaches"), mean(theirs, "waste")];
const equalBreach = priceFor("breaches", breaches, whole);
const equalWaste = priceFor("waste", waste, whole);
const atBreach = outcomes(ours(equalBreach), whole);
const atWaste = outcomes(ours(equalWaste), whole);
const learnt = priceFor("breaches", mean(outcomes(vpa, firstHalf), "breaches"), firstHalf);
const [laterTheirs, laterOurs] = [outcomes(vpa, secondHalf), outcomes(ours(learnt), secondHalf)];
const result = {
  series: series.map(({ name }, i) => ({ name, vpa: theirs[i]!, equalBreach: atBreach[i]!, equalWaste: atWaste[i]! })),
  vpa: { breaches, waste },
  equalBreach: { price: equalBreach, breaches: mean(atBreach, "breaches"), waste: mean(atBreach, "waste") },
  equalWaste: { price: equalWaste, breaches: mean(atWaste, "breaches"), waste: mean(atWaste, "waste") },
  lookingBackOnly: {
    price: learnt,
    vpa: { breaches: mean(laterTheirs, "breaches"), waste: mean(laterTheirs, "waste") },
    ours: { breaches: mean(laterOurs, "breaches"), waste: mean(laterOurs, "waste") },
  },
};
if (values.json) process.stdout.write(`${JSON.stringify(result)}\n`);
else {
  const percent = (share: number): string => `${(100 * share).toFixed(2)} %`.padStart(9);
  const cells = (one: SizingOutcome): string => `${percent(one.breaches)} ${one.waste.toFixed(3).padStart(7)}`;
  const line = (name: string, ...all: SizingOutcome[]): void =>
    void process.stdout.write(`${name.padEnd(40)} ${all.map(cells).join("  ")}\n`);
  process.stdout.write(
    `${"".padEnd(40)} ${["VPA", "ours, same breaches", "ours, same waste"].map((h) => h.padStart(17)).join("  ")}\n`,
  );
  for (const one of result.series) line(one.name, one.vpa, one.equalBreach, one.equalWaste);
  line("all (mean)", result.vpa, result.equalBreach, result.equalWaste);
  const less = 1 - result.equalBreach.waste / waste;
  const fewer = 1 - result.equalWaste.breaches / breaches;
  process.stdout.write(
    `\nat the same breaches ${percent(less).trim()} less waste (price ${equalBreach.toFixed(2)}); at the same waste ${percent(fewer).trim()} fewer breaches (price ${equalWaste.toFixed(2)}); wanted 15 %\n`,
  );
  const { vpa: v, ours: o } = result.lookingBackOnly;
  process.stdout.write(`price from the first half of the days (${learnt.toFixed(2)}), held against the second:\n`);
  line("  VPA", v);
  line("  ours", o);
}

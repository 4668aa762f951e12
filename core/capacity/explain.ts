import { rfc3339 } from "../time/index.ts";
import { number } from "./plot.ts";
import type { SeriesOutcome } from "./series-forecast.ts";

/** What is provisioned, in the unit of the series, and the band that it may be chosen in. */
export interface ChosenAmount {
  readonly chosen: number;
  readonly low: number;
  readonly high: number;
}

/** Why the number of a series is what it is: one sentence on the number, one on its ground, one on what was mended. */
export function explainOutcome(outcome: SeriesOutcome, chosen: ChosenAmount | null): string[] {
  const { id, unit, refused, path, peak, backtest, model, notes, window, lastDay } = outcome;
  const amount = (value: number): string => `${number(value, 4)} ${unit}`;
  if (refused !== null) {
    const row = refused.row === null ? "" : ` (row ${refused.row})`;
    const rule =
      lastDay === null
        ? "There is nothing to size it by."
        : `It is sized by the stated rule instead: the mean of the last day, ${amount(lastDay)}, and half as much again, ${amount(1.5 * lastDay)}.`;
    return [`${id} is not forecast: ${refused.text}${row}.`, rule];
  }
  const highest = path!.mean.reduce((a, b) => Math.max(a, b), Number.NEGATIVE_INFINITY);
  const percent = `${number(100 * peak!.quantile)} %`;
  const margin = peak!.value - highest;
  const sentences = [
    `${id} needs ${amount(peak!.value)}: up to ${rfc3339(path!.at.at(-1)!)} its forecast rises to ${amount(highest)} at most, ${
      margin >= 0 ? `and ${amount(margin)} are added` : `${amount(-margin)} of which are taken off`
    } so that the highest use of the whole time stays below it with ${percent}, by how far the real maxima lay from the forecast ones at ${backtest!.origins} earlier starts.`,
    `Today it uses ${lastDay === null ? "an unknown amount" : amount(lastDay)} on average. The forecast is ${model}, the mixture that erred least over ${window!.points} points from ${rfc3339(window!.start)} to ${rfc3339(window!.end)}${
      backtest!.owa === null ? "" : `: ${number(100 * backtest!.owa)} % of what repeating the last season errs`
    }; ${Object.entries(backtest!.coverage)
      .map(([level, share]) => `its ${level} % band held ${number(100 * share)} % of what came`)
      .join(", ")}.`,
  ];
  if (chosen !== null) {
    const inside = chosen.chosen >= chosen.low && chosen.chosen <= chosen.high;
    const how =
      Math.abs(chosen.chosen - peak!.value) <= 1e-3 * Math.abs(peak!.value) + 1
        ? "as the forecast says"
        : `a person's choice, ${inside ? "within" : "outside"} ${amount(chosen.low)} to ${amount(chosen.high)}`;
    sentences.push(`Provisioned are ${amount(chosen.chosen)}, ${how}.`);
  }
  for (const { text, row } of notes) sentences.push(`Mended: ${text}${row === null ? "" : ` (row ${row})`}.`);
  return sentences;
}

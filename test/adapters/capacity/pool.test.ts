import { expect, test } from "vitest";
import { forecastAll } from "../../../adapters/capacity/index.ts";
import { forecastRaw } from "../../../core/capacity/index.ts";
import { usage } from "../../core/capacity/support.ts";

const request = {
  horizon: 12,
  seasons: [24],
  levels: [80],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};
const series = Array.from({ length: 7 }, (_, s) => {
  const value = usage(200, s);
  return { id: `s${s}`, value, at: value.map((_, i) => i * 3_600_000), row: Int32Array.from(value, (_, i) => i + 2) };
});

test("threads answer in the order of the series what one thread answers, with nobody listening", async () => {
  const expected = series.map((one) => forecastRaw(one, request));
  expect(await forecastAll(series, request, { threads: 2 })).toEqual(expected);
});

test("an interrupt ends the threads", async () => {
  const signal = AbortSignal.abort(new Error("SIGINT"));
  await expect(forecastAll(series, request, { threads: 2, signal })).rejects.toThrow("SIGINT");
});

test("takes series as they come, one ahead of each thread at most", async () => {
  let [given, most] = [0, 0];
  let done = 0;
  async function* stream() {
    for (const one of [...series, ...series]) {
      given++;
      most = Math.max(most, given - done);
      yield one;
    }
  }
  const options = { threads: 2, onDone: (n: number) => (done = n) };
  expect(await forecastAll(stream(), request, options)).toHaveLength(14);
  // Six are looked at before threads are worth it.
  expect(most).toBeLessThanOrEqual(8);
});

test("what goes wrong in the source ends it", async () => {
  async function* broken() {
    yield* series;
    throw new Error("row 9");
  }
  await expect(forecastAll(broken(), request, { threads: 2 })).rejects.toThrow("row 9");
  await expect(forecastAll(broken(), request, { threads: 1 })).rejects.toThrow("row 9");
});

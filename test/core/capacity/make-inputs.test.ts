import { expect, test } from "vitest";
import { capacityInputs, costOf, forecastRaw, inputsDigest, makeInputs } from "../../../core/capacity/index.ts";
import { usage } from "./support.ts";

const HOUR = 3_600_000;
const request = {
  horizon: 24,
  seasons: [24],
  levels: [80, 95],
  counter: false,
  signed: false,
  peakQuantile: 0.95,
  limit: null,
  zone: null,
};
const outcome = (id: string, value: Float64Array) =>
  forecastRaw({ id, value, at: value.map((_, i) => i * HOUR), row: Int32Array.from(value, (_, i) => i + 2) }, request);
const made = () =>
  makeInputs(
    [
      outcome("orders/cpu/cores", usage(300)),
      outcome("orders/memory/gibibytes", usage(300, 2)),
      outcome("orders/storage/gibibytes", usage(300, 3)),
      outcome("orders/io", usage(300, 4)),
      outcome("orders/messages", new Float64Array(300).fill(4)),
      outcome("orders/fans/rpm", usage(300, 5)),
      outcome("billing/cpu/cores", usage(300, 6)),
    ],
    {
      service: "orders",
      millicoresEach: 500,
      generatedAt: Date.UTC(2026, 0, 1),
      inputDigest: `sha256:${"0".repeat(64)}`,
    },
  )!;

test("a service's section holds integers in the units of its names, parses as the program does, and is the same again", () => {
  const inputs = made();
  expect(capacityInputs.parse(inputs)).toEqual(inputs);
  expect(inputs).toEqual(made());
  expect(inputs.digest).toBe(inputsDigest(inputs));
  expect(Object.keys(inputs.resources!).sort()).toEqual(
    ["cpuMillicores", "ioPerSecond", "memoryBytes", "messagesPerSecond", "storageBytes"].sort(),
  );
  const { cpuMillicores: cpu, memoryBytes: memory, messagesPerSecond: messages } = inputs.resources!;
  // Usage is about 100: cores become millicores, gibibytes bytes.
  expect(cpu!.chosen).toBeGreaterThan(100_000);
  expect(memory!.chosen).toBeGreaterThan(100 * 2 ** 30);
  expect(cpu!.low).toBeLessThanOrEqual(cpu!.mean);
  expect(cpu!.mean).toBeLessThanOrEqual(cpu!.high);
  expect(cpu!.chosen).toBeLessThanOrEqual(cpu!.high);
  expect(messages).toMatchObject({ now: 4, chosen: 6, fallback: true, model: "fallback: constant" });
  expect(inputs.replicas!.max).toBe(Math.ceil(cpu!.chosen / 500));
});

test("what one operation a second costs is priced for each of them", () => {
  const inputs = made();
  const budgets = {
    prices: {
      source: "a list",
      date: "2026-01-01",
      microcentsPerMillicoreHour: 0,
      microcentsPerMebibyteHour: 0,
      microcentsPerStorageGibibyteHour: 0,
      microcentsPerIoHour: 1000,
      microcentsPerMillionMessages: 0,
    },
    services: {},
    approvals: [],
    approverRoles: ["finops"],
  };
  expect(costOf(inputs, budgets).chosen).toBe(Math.ceil((inputs.resources!.ioPerSecond!.chosen * 1000 * 730) / 1e6));
});

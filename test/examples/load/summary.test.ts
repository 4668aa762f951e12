import { expect, test } from "vitest";
import type { Answer, Outcome } from "../../../examples/load/answer.ts";
import { Quantiles } from "../../../examples/load/quantiles.ts";
import { Tally } from "../../../examples/load/summary.ts";

const answer = (outcome: Outcome, color: string | null, ms = 10): Answer => ({
  n: 0,
  kind: "place",
  clientId: "r-0",
  scheduled: 0,
  sent: 0,
  done: ms,
  status: color === null ? null : 201,
  outcome,
  color,
  version: color === null ? null : "v1",
  replica: null,
});

test("failures are told apart by who is to blame", () => {
  const tally = new Tally({ run: "r", url: "http://x/", startedAt: 0, rate: 250 });
  const answers = [
    answer("ok", "blue"),
    answer("ok", "green"),
    answer("service-error", "green"),
    answer("unexpected", "green"),
    answer("router-error", null),
    answer("reset", null),
    answer("timeout", null),
  ];
  for (const [n, one] of answers.entries()) {
    tally.sent(n * 4, n);
    tally.answered(one);
  }
  tally.sent(28, 0);
  expect(tally.summary(1_000, false)).toMatchObject({
    requests: 7,
    inFlight: 1,
    failed: 5,
    failedBySwitch: 3,
    serviceErrors: 1,
    unexpected: 1,
    byColor: { blue: 1, green: 3 },
    accepted: 2,
    maxLagMs: 6,
    rate: { wanted: 250, achieved: 250 },
    finished: false,
  });
});

test("quantiles are right to two percent", () => {
  const quantiles = new Quantiles();
  expect(quantiles.at(0.5)).toBeNull();
  for (let ms = 1; ms <= 1_000; ms++) quantiles.add(ms);
  for (const [q, truth] of [
    [0.5, 500],
    [0.95, 950],
    [0.99, 990],
  ] as const)
    expect(Math.abs(quantiles.at(q)! / truth - 1)).toBeLessThan(0.021);
});

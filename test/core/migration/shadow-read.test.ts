import fc from "fast-check";
import { expect, test } from "vitest";
import { canonical, redactedDifferences, type ShadowReadOptions, shadowRead } from "../../../core/migration/index.ts";

type Options = ShadowReadOptions<number, unknown>;

/** Timers fire only when told to; deferred tasks run when the caller's wait is over. */
function setUp(options: Partial<Options>) {
  const timers: { ms: number; call: () => void; live: boolean }[] = [];
  const tasks: (() => void)[] = [];
  const reader = shadowRead<number, unknown>({
    primary: (n) => Promise.resolve({ n }),
    candidate: (n) => Promise.resolve({ n }),
    sample: 1,
    budgetMs: 50,
    random: () => 0.5,
    timer: (ms, call) => {
      const timer = { ms, call, live: true };
      timers.push(timer);
      return {
        cancel: () => {
          timer.live = false;
        },
      };
    },
    defer: (task) => void tasks.push(task),
    ...options,
  });
  const flush = async (): Promise<void> => {
    for (const task of tasks.splice(0)) task();
    for (let turn = 0; turn < 20; turn++) await Promise.resolve();
  };
  return { reader, timers, tasks, flush };
}

async function readAll(set: ReturnType<typeof setUp>, count: number): Promise<void> {
  for (let n = 0; n < count; n++) {
    await set.reader.read(n);
    await set.flush();
  }
}

test("equal answers pass; the primary is read again for the noise in one of ten", async () => {
  let reads = 0;
  const set = setUp({
    primary: (n) => {
      reads++;
      return Promise.resolve({ n });
    },
  });
  await readAll(set, 40);
  expect(set.reader.report()).toMatchObject({
    reads: 40,
    compared: 40,
    mismatches: 0,
    noise: { compared: 4, mismatches: 0 },
    verdict: { verdict: "pass", code: "equal" },
  });
  expect(reads).toBe(44);
});

test("the caller has its answer before the candidate is asked, and a candidate that hangs or throws changes nothing", async () => {
  const asked: number[] = [];
  const signals: AbortSignal[] = [];
  const set = setUp({
    candidate: (n, signal) => {
      asked.push(n);
      signals.push(signal);
      if (n % 2 === 0) return new Promise(() => undefined);
      throw new Error("secret text of the candidate");
    },
  });
  expect(await set.reader.read(2)).toEqual({ n: 2 });
  expect(asked).toEqual([]);
  await set.flush();
  expect(asked).toEqual([2]);
  await set.reader.read(3);
  await set.flush();
  set.timers[0]!.call();
  await set.reader.idle();
  expect(signals[0]!.aborted).toBe(true);
  expect(set.timers[1]!.live).toBe(false);
  expect(set.reader.report()).toMatchObject({ compared: 0, timeouts: 1, errors: 1 });
});

test("the primary's own error is the caller's, and nothing is compared", async () => {
  const set = setUp({ primary: () => Promise.reject(new Error("primary is down")) });
  await expect(set.reader.read(1)).rejects.toThrow("primary is down");
  expect(set.tasks).toEqual([]);
});

test("at most so many comparisons run at once; further ones are dropped and counted", async () => {
  const set = setUp({ candidate: () => new Promise(() => undefined), maxInFlight: 3 });
  await readAll(set, 10);
  expect(set.reader.report()).toMatchObject({ dropped: 7 });
  expect(set.timers.filter(({ live }) => live)).toHaveLength(3);
});

test("a rare kind of request is compared although the share is small", async () => {
  const set = setUp({
    sample: 0.01,
    stratum: (n) => (n % 100 === 0 ? "rare" : "common"),
    perStratum: 5,
    limits: { minSamples: 5 },
  });
  await readAll(set, 500);
  const { strata } = set.reader.report();
  expect(strata.rare!.compared).toBe(5);
  expect(strata.common!.compared).toBe(5);
});

test("one wrong answer fails where the primary never differs from itself, and shows neither request nor value", async () => {
  const set = setUp({ candidate: (n) => Promise.resolve(n === 17 ? { n: "Ada Lovelace", extra: [1] } : { n }) });
  await readAll(set, 40);
  const report = set.reader.report();
  expect(report.verdict).toMatchObject({ verdict: "fail", code: "mismatches" });
  expect(report.examples[0]!.differences).toEqual([
    { path: "n", primary: "number", candidate: "text of 12" },
    { path: "extra", primary: "absent", candidate: "list of 1" },
  ]);
  expect(JSON.stringify(report)).not.toContain("Ada");
});

test("answers that differ no more than the primary from itself pass; ones that differ more fail", async () => {
  /** Every `every`-th answer is unlike any other. */
  const noisy = (every: number, sign: number) => {
    let calls = 0;
    return (n: number) => Promise.resolve({ n, at: ++calls % every === 0 ? sign * calls : 0 });
  };
  const alike = setUp({ primary: noisy(5, 1), candidate: noisy(5, -1), noiseEvery: 1 });
  await readAll(alike, 100);
  expect(alike.reader.report().noise.mismatches).toBeGreaterThan(20);
  expect(alike.reader.report().verdict.verdict).toBe("pass");
  const worse = setUp({ primary: noisy(5, 1), candidate: noisy(1, -1), noiseEvery: 1 });
  await readAll(worse, 100);
  expect(worse.reader.report().verdict.verdict).toBe("fail");
  const same = setUp({ primary: noisy(1, 1), candidate: noisy(1, -1), noiseEvery: 1 });
  await readAll(same, 100);
  expect(same.reader.report().noise.mismatches).toBe(100);
  expect(same.reader.report().verdict.verdict).toBe("pass");
});

test("with covers, what only the candidate answers with is left out, at any depth, and nothing else", async () => {
  const primary = (n: number) => Promise.resolve({ orders: [{ id: n, item: "a" }] });
  const more = setUp({
    covers: true,
    primary,
    candidate: (n) => Promise.resolve({ orders: [{ id: n, item: "a", sku: "a" }], at: n }),
  });
  await readAll(more, 40);
  expect(more.reader.report()).toMatchObject({ compared: 40, mismatches: 0 });
  for (const answer of [
    { orders: [{ id: 1 }] },
    { orders: [] },
    { orders: [{ id: 1, item: "a" }, {}] },
    { orders: null },
    {},
    [],
    null,
  ]) {
    const wrong = setUp({ covers: true, primary: () => primary(1), candidate: () => Promise.resolve(answer) });
    await readAll(wrong, 40);
    expect(wrong.reader.report().mismatches, JSON.stringify(answer)).toBe(40);
  }
});

test("a candidate that is silent too often fails; too few answers decide nothing", async () => {
  const silent = setUp({ candidate: (n) => (n < 10 ? Promise.reject(new Error()) : Promise.resolve({ n })) });
  await readAll(silent, 40);
  expect(silent.reader.report().verdict).toMatchObject({ verdict: "fail", code: "candidate-silent" });
  const few = setUp({});
  await readAll(few, 29);
  expect(few.reader.report().verdict).toMatchObject({ verdict: "inconclusive", code: "too-few-samples" });
  const thin = setUp({ stratum: (n) => (n === 0 ? "rare" : "common") });
  await readAll(thin, 40);
  expect(thin.reader.report().verdict).toMatchObject({ verdict: "inconclusive", code: "stratum-too-few" });
});

test("answers that mean the same have one canonical text, whatever the order of their keys", () => {
  const shuffled = (value: object): object => Object.fromEntries(Object.entries(value).reverse());
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
      expect(canonical(shuffled(value))).toBe(canonical(value));
      expect(redactedDifferences(value, value, {})).toEqual([]);
    }),
  );
  const rules = { ignore: ["*.at", "meta"], unordered: ["list"], decimals: 2 };
  const one = { list: [{ b: 1, a: 2 }, 3], x: { at: 5, y: 0.101 }, meta: 1 };
  const other = { x: { y: 0.1, at: 6 }, list: [3, { a: 2, b: 1 }] };
  expect(canonical(one, rules)).toBe(canonical(other, rules));
  expect(canonical(one)).not.toBe(canonical(other));
  expect(canonical({ a: -0, b: undefined, c: new Date(0) })).toBe('{"a":0,"c":"1970-01-01T00:00:00.000Z"}');
});

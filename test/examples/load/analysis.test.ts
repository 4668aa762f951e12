import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { acceptedIds, countWrites, parseAnswers, switchSeen } from "../../../examples/load/analysis.ts";
import type { Answer } from "../../../examples/load/answer.ts";

const answer = (done: number, color: string | null, change: Partial<Answer> = {}): Answer => ({
  n: done,
  kind: "place",
  clientId: `run-${done}`,
  scheduled: done - 5,
  sent: done - 5,
  done,
  status: color === null ? null : 201,
  outcome: color === null ? "reset" : "ok",
  color,
  version: "v1",
  replica: "0",
  ...change,
});
const question = { from: "blue", to: "green", since: 10 };

describe("switchSeen", () => {
  test("it is the first answer of the new color after which none comes from the old", () => {
    const answers = [
      answer(9, "green"),
      answer(11, "blue"),
      answer(12, "green"),
      answer(13, "blue"),
      answer(14, "green"),
      answer(15, "green"),
    ];
    expect(switchSeen(answers, question)).toEqual({ kind: "switched", at: 14, lastOld: 13 });
  });

  test("answers count by when the client had them, not by their place in the list", () => {
    expect(switchSeen([answer(14, "green"), answer(13, "blue"), answer(12, "green")], question)).toMatchObject({
      at: 14,
    });
  });

  test("what was answered before the question or after its end does not count", () => {
    const answers = [answer(5, "blue"), answer(11, "green"), answer(20, "blue")];
    expect(switchSeen(answers, { ...question, until: 20 })).toEqual({ kind: "switched", at: 11, lastOld: null });
    expect(switchSeen(answers, question)).toEqual({ kind: "not-yet", lastOld: 20 });
  });

  test("without an answer of the new color it has not happened", () => {
    expect(switchSeen([answer(11, "blue"), answer(12, null)], question)).toEqual({ kind: "not-yet", lastOld: 11 });
    expect(switchSeen([], question)).toEqual({ kind: "not-yet", lastOld: null });
  });

  test("after the switch no answer is of the old color, and before it the one of the new color is not the first", () => {
    const answers = fc.array(
      fc.record({ done: fc.integer({ min: 0, max: 200 }), color: fc.constantFrom("blue", "green", null) }),
    );
    fc.assert(
      fc.property(answers, (drawn) => {
        const all = drawn.map(({ done, color }) => answer(done, color));
        const seen = switchSeen(all, question);
        const inTime = all.filter(({ done }) => done >= question.since);
        const lastOld = Math.max(
          Number.NEGATIVE_INFINITY,
          ...inTime.filter(({ color }) => color === "blue").map(({ done }) => done),
        );
        const after = inTime.filter(({ color, done }) => color === "green" && done > lastOld).map(({ done }) => done);
        if (seen.kind === "switched") {
          expect(inTime.some(({ color, done }) => color === "blue" && done >= seen.at)).toBe(false);
          expect(seen.at).toBe(Math.min(...after));
        } else expect(after).toEqual([]);
      }),
    );
  });
});

describe("countWrites", () => {
  test("lost, duplicated and unconfirmed orders are told apart", () => {
    const rows = new Map([
      ["a", 1],
      ["b", 2],
      ["d", 1],
      ["e", 3],
    ]);
    expect(countWrites(["a", "b", "c"], rows)).toEqual({
      accepted: 3,
      stored: 2,
      duplicated: 2,
      lost: 1,
      unconfirmed: 2,
      samples: { lost: ["c"], duplicated: ["b", "e"] },
    });
  });

  test("only placed orders that were answered with 201 are accepted", () => {
    const answers = [
      answer(1, "blue"),
      answer(2, null),
      answer(3, "blue", { kind: "read" }),
      answer(4, "blue", { status: 500, outcome: "service-error" }),
    ];
    expect(acceptedIds(answers)).toEqual(["run-1"]);
  });
});

describe("parseAnswers", () => {
  const line = JSON.stringify(answer(1, "blue"));

  test("a line that was still being written is left out", () => {
    expect(parseAnswers(`${line}\n${line.slice(0, 20)}`)).toEqual([answer(1, "blue")]);
    expect(parseAnswers("")).toEqual([]);
  });

  test("a line that is no answer is refused with its number", () => {
    expect(() => parseAnswers(`${line}\n{}\n`, "answers.ndjson")).toThrow(
      expect.objectContaining({ code: "answers-malformed", file: "answers.ndjson", line: 2 }),
    );
  });
});

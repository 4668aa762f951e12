import { expect, test } from "vitest";
import { readOptions } from "../../../examples/load/options.ts";

const good = ["--url", "http://127.0.0.1:80", "--out", "x"];

test("what is not given has its default", () => {
  expect(readOptions(good, "fallback")).toMatchObject({ rate: 250, seconds: null, run: "fallback", timeoutMs: 5_000 });
});

test.each([
  ["no url", ["--out", "x"]],
  ["a url of another kind", ["--url", "ftp://a", "--out", "x"]],
  ["an unknown option", [...good, "--speed", "9"]],
  ["a rate of 0", [...good, "--rate", "0"]],
  ["a rate that is no number", [...good, "--rate", "fast"]],
  ["an empty number", [...good, "--seconds", ""]],
  ["a run with blanks", [...good, "--run", "a b"]],
])("%s is refused with the usage", (_name, args) => {
  expect(() => readOptions(args, "r")).toThrow(expect.objectContaining({ code: "usage", exitCode: 2 }));
});

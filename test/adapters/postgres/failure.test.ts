import { expect, test } from "vitest";
import { classifyFailure, failureError } from "../../../adapters/postgres/failure.ts";

test.each([
  ["port-taken", 'LOG:  could not bind IPv4 address "127.0.0.1": Address already in use'],
  ["disk-full", 'FATAL:  could not write to file "pg_wal/xlogtemp.29": No space left on device'],
  ["disk-full", "PANIC:  could not write: No space left on device"],
  ["wrong-version", "DETAIL:  The data directory was initialized by PostgreSQL version 12, which is not compatible"],
  ["broken-data", "FATAL:  database files are incompatible with server"],
  ["broken-data", "postgres: could not find the database system"],
  ["broken-data", "PANIC:  could not locate a valid checkpoint record at 0/1"],
  ["broken-data", 'FATAL:  could not open file "global/pg_filenode.map": No such file or directory'],
  ["broken-data", 'FATAL:  could not open directory "pg_wal": No such file or directory'],
  ["failed", "FATAL:  could not map anonymous shared memory"],
  ["failed", ""],
] as const)("%s: %s", (expected, log) => {
  expect(classifyFailure(log)).toBe(expected);
});

test("an error carries the code, the last lines, the log and what to do", () => {
  const error = failureError("port-taken", {
    what: "it ended",
    tail: ["a", "b"],
    logFile: "/l",
    dataFolder: "/d",
    port: 5,
  });
  expect(error).toMatchObject({
    code: "postgres-port-taken",
    exitCode: 4,
    file: "/l",
    message: "it ended:\n    a\n    b",
  });
  expect(error.next).toContain("port 5");
});

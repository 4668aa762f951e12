import * as realFs from "node:fs";
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type AtomicFs, writeFileAtomic } from "../../../adapters/files/atomic.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-atomic-"));
});
afterEach(() => rmSync(dir, { recursive: true }));

function failing(at: keyof AtomicFs, code: string): AtomicFs {
  const fail = (): never => {
    throw Object.assign(new Error(code), { code });
  };
  return { ...(realFs as unknown as AtomicFs), [at]: fail };
}

test("the file holds the new text, with the mode asked for, and nothing else is left", () => {
  const file = join(dir, "a.json");
  writeFileAtomic(file, "old");
  writeFileAtomic(file, "näw", { mode: 0o600 });
  expect(readFileSync(file, "utf8")).toBe("näw");
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(readdirSync(dir)).toEqual(["a.json"]);
});

test.each([
  ["writeSync", "ENOSPC", "disk-full"],
  ["fsyncSync", "ENOSPC", "disk-full"],
  ["fsyncSync", "EIO", "file-not-writable"],
  ["openSync", "EROFS", "file-not-writable"],
  ["renameSync", "EACCES", "file-not-writable"],
] as const)("when %s fails with %s the old file stands and no part is left", (at, code, expected) => {
  const file = join(dir, "a.json");
  writeFileAtomic(file, "old");
  expect(() => writeFileAtomic(file, "new", { fs: failing(at, code) })).toThrow(
    expect.objectContaining({ code: expected, file }),
  );
  expect(readFileSync(file, "utf8")).toBe("old");
  expect(readdirSync(dir)).toEqual(["a.json"]);
});

test("a write that takes only a part at a time still writes all", () => {
  const file = join(dir, "a.txt");
  const fs: AtomicFs = {
    ...(realFs as unknown as AtomicFs),
    writeSync: (fd, data, offset) => realFs.writeSync(fd, data, offset, Math.min(3, data.length - offset)),
  };
  writeFileAtomic(file, "0123456789", { fs });
  expect(readFileSync(file, "utf8")).toBe("0123456789");
});

import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { bears, checkToken, readToken } from "../../../../../stacks/targets/local/router/token.ts";

const dir = mkdtempSync(join(tmpdir(), "maestro-token-"));
afterAll(() => rmSync(dir, { recursive: true }));
const token = "0123456789abcdef";

test("only the whole token is accepted", () => {
  expect(bears(`Bearer ${token}`, token)).toBe(true);
  for (const wrong of [undefined, "", token, `Bearer ${token}x`, `bearer ${token}`, "Bearer "])
    expect(bears(wrong, token)).toBe(false);
});

test("a file that others may read is refused", () => {
  const file = join(dir, "open");
  writeFileSync(file, token);
  chmodSync(file, 0o644);
  expect(() => readToken(file)).toThrow(/others than its owner/);
  chmodSync(file, 0o600);
  expect(readToken(file)).toBe(token);
});

test("a short token and a missing file are refused", () => {
  expect(() => checkToken("short")).toThrow(/under 16/);
  expect(() => readToken(join(dir, "none"))).toThrow(expect.objectContaining({ code: "token-not-readable" }));
});

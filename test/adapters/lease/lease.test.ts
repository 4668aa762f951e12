import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { Lease, leaseHolder } from "../../../adapters/lease/lease.ts";

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "lease-"));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const file = (): string => join(dir, "leases", "prod.json");

describe("Lease", () => {
  it("gives a token above every earlier one and above what the stack shows", async () => {
    const first = await Lease.acquire(dir, "prod", 0);
    expect(first.token).toBe(1);
    first.release();
    const second = await Lease.acquire(dir, "prod", 0);
    expect(second.token).toBe(2);
    second.release();
    expect((await Lease.acquire(dir, "prod", 40)).token).toBe(41);
  });

  it("is refused while its holder lives, naming the holder and the run", async () => {
    const lease = await Lease.acquire(dir, "prod", 0);
    lease.nameRun("run-1");
    await expect(Lease.acquire(dir, "prod", 0)).rejects.toMatchObject({
      code: "lease-held",
      exitCode: 1,
      message: expect.stringContaining(`${process.pid}`) as string,
    });
    expect(leaseHolder(dir, "prod")).toMatchObject({ pid: process.pid, runId: "run-1" });
    lease.release();
    expect(leaseHolder(dir, "prod")).toBeNull();
  });

  it("is taken over from a holder that is dead, and never from one on another host", async () => {
    const lease = await Lease.acquire(dir, "prod", 0);
    lease.release();
    const record = {
      stack: "prod",
      token: 7,
      holder: { pid: 999_999_999, startedAt: "never", host: "elsewhere", runId: null },
    };
    writeFileSync(file(), JSON.stringify(record));
    await expect(Lease.acquire(dir, "prod", 0)).rejects.toMatchObject({ code: "lease-held" });
    const { hostname } = await import("node:os");
    writeFileSync(file(), JSON.stringify({ ...record, holder: { ...record.holder, host: hostname() } }));
    expect((await Lease.acquire(dir, "prod", 0)).token).toBe(8);
  });

  it("does not touch a lease file that it cannot read", async () => {
    (await Lease.acquire(dir, "prod", 0)).release();
    writeFileSync(file(), "garbage");
    await expect(Lease.acquire(dir, "prod", 0)).rejects.toMatchObject({ code: "lease-malformed", exitCode: 2 });
    expect(readFileSync(file(), "utf8")).toBe("garbage");
  });

  it("lets one of many at once have it", async () => {
    const outcomes = await Promise.allSettled(Array.from({ length: 8 }, () => Lease.acquire(dir, "prod", 0)));
    expect(outcomes.filter((outcome) => outcome.status === "fulfilled")).toHaveLength(1);
  });
});

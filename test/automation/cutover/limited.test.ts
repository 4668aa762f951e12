import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { stringify } from "yaml";
import { sourceDigest } from "../../../adapters/policy/index.ts";
import { limitedBy } from "../../../automation/cutover/limited.ts";
import { type Limits, signApproval } from "../../../core/attest/index.ts";
import { approvedPlanDigest, type PlanFile, settlePlanFile } from "../../../core/cutover/index.ts";
import { approvedConfigDigest } from "../../../core/freeze/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { keyPair } from "../../support/attest-keys.ts";
import { planOf } from "../../support/cutover-plans.ts";
import { DrivenWorld } from "../../support/driven-world.ts";

const alice = keyPair();
/** The gates hold their clock against the file system's, so it is the real one. */
const now = Math.floor(Date.now() / 1000) * 1000;
const config = { environment: "production", service: "orders", change: { ticket: "CAB-7" } };
const quick: PlanFile = {
  base: "short",
  warmupMs: 0,
  watchMs: 50,
  soakMs: 200,
  maxWaitMs: 300,
  limits: { retryAfterMs: 10, maxAttempts: 2, maxOutageMs: 500 },
};
let dir: string;
let world: DrivenWorld | null = null;

beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), "maestro-limited-"));
  mkdirSync(join(dir, "freeze/approvals"), { recursive: true });
  writeFileSync(join(dir, "Pulumi.yaml"), "name: x\n");
  writeFileSync(join(dir, "freeze.yaml"), "freeze: {start: 2020-01-01, end: 2099-12-31}\n");
  const approvers = [{ id: "alice", roles: ["cab"], publicKey: alice.publicPem }];
  writeFileSync(join(dir, "freeze/approvers.yaml"), stringify({ approvers }));
});
afterEach(() => {
  world?.close();
  world = null;
  rmSync(dir, { recursive: true, force: true });
});

/** What an approval with these limits makes of the plan, by the calendar and files of a project. */
async function limited(limits: Partial<Limits>) {
  const plan = approvedPlanDigest(planOf(quick));
  const envelope = signApproval(
    {
      purpose: "freeze",
      target: "demo",
      ticket: "CAB-7",
      approver: "alice",
      role: "cab",
      requestedBy: "carol",
      category: null,
      limits: { maxCanaryWeight: null, minAcaScore: null, minSamples: null, ...limits },
      issuedAt: rfc3339(now - 60_000),
      expiresAt: rfc3339(now + 3_600_000),
      nonce: "00112233445566778899aabbccddeeff",
    },
    { source: await sourceDigest(dir), config: approvedConfigDigest(config), plan },
    alice.signer,
  );
  writeFileSync(join(dir, "freeze/approvals/a.json"), JSON.stringify(envelope));
  const session = { project: { dir, stack: "demo" }, context: { now: Date.now } } as never;
  return limitedBy(session, config, settlePlanFile(quick), plan);
}

test("a cutover under a signed exception stays below its cap, and waits for a person before the flip", async () => {
  const cap = await limited({ maxCanaryWeight: 5 });
  expect(cap).toMatchObject({ maxWeight: 5, minScore: null });
  world = new DrivenWorld(planOf(quick, null, undefined, { ...cap!, minSamples: 20 }));
  expect(await world.drive()).toMatchObject({ kind: "held" });
  expect(world.ups.length).toBeGreaterThan(0);
  expect(world.ups.every(({ activeColor, canaryWeight }) => activeColor === "blue" && canaryWeight <= 5)).toBe(true);
  expect(Math.max(...world.ups.map(({ canaryWeight }) => canaryWeight))).toBe(5);
  world.command("promote");
  expect(await world.drive()).toEqual({ kind: "ended" });
  expect(world.release.activeColor).toBe("green");
});

test("a canary that reaches the judge's score, but not the exception's, is not let on", async () => {
  const cap = await limited({ maxCanaryWeight: 25, minAcaScore: 1 });
  expect(cap).toMatchObject({ minScore: 1 });
  // One of two metrics of equal weight is worse, which the judge's own threshold lets pass.
  const driven = async (capped: boolean) => {
    const plan = planOf(quick, null, undefined, capped ? { ...cap!, minSamples: 20 } : null);
    const one = new DrivenWorld(plan);
    const metrics = one.aca.metrics.map((metric) => ({ ...metric, critical: false }));
    one.aca = { ...one.aca, metrics, threshold: 0.3 };
    one.worse = { latency_p95: 50 };
    await one.drive();
    return one;
  };
  const free = await driven(false);
  expect(free.release.activeColor).toBe("green");
  free.close();
  world = await driven(true);
  expect(world.ups.every(({ activeColor }) => activeColor === "blue")).toBe(true);
  expect(world.events.some((event) => event.kind === "step.passed" && event.step.startsWith("canary"))).toBe(false);
});

test("more samples are asked for than the plan's, and a cap of 0 refuses", async () => {
  expect(await limited({ minSamples: 5000 })).toMatchObject({ minSamples: 5000 });
  world = new DrivenWorld(planOf(quick, null, undefined, await limited({ minSamples: 5000 })));
  // The fake collector has 60 samples a side.
  expect(await world.drive()).toMatchObject({ kind: "held" });
  expect(world.ups.every(({ activeColor }) => activeColor === "blue")).toBe(true);
  await expect(limited({ maxCanaryWeight: 0 })).rejects.toMatchObject({ code: "exception-no-canary", exitCode: 1 });
});

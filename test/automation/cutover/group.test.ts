import { describe, expect, test } from "vitest";
import { driveGroup, type GroupPorts, type MemberRun } from "../../../automation/cutover/group.ts";
import { foldRun, type GroupMember, type RunFact } from "../../../core/cutover/index.ts";
import { history, upTo } from "../../support/cutover-history.ts";
import { planOf } from "../../support/cutover-plans.ts";

const plan = planOf({ base: "short", holdBefore: ["finish"] });
const parkedFacts: RunFact[] = [
  ...upTo(plan, "soak"),
  { kind: "step.passed", step: "soak", by: "plan" },
  { kind: "hold.entered", reason: { code: "planned", text: "waits before finish" } },
];
const ended = (outcome: "finished" | "backedOut" | "refused"): RunFact => ({
  kind: "run.ended",
  outcome,
  reason: null,
});

type Fate = "good" | "breaks" | "breaks-parked" | "cannot-start";

/** A fake of the members' drivers, in memory: each parks, breaks or obeys; what they wrote outlives a driver. */
class FakeDrivers {
  readonly facts = new Map<string, RunFact[]>();
  readonly log: string[] = [];
  /** As the inbox does, it keeps what is said before a driver is there. */
  readonly #told = new Map<string, string>();
  readonly #fates: Readonly<Record<string, Fate>>;

  constructor(fates: Readonly<Record<string, Fate>>) {
    this.#fates = fates;
  }

  ports(signal = new AbortController().signal): GroupPorts {
    const members = Object.keys(this.#fates).map(
      (stack): GroupMember => ({ stack, service: stack, to: "v2.0.0", plan: "short" }),
    );
    return {
      members,
      runOf: ({ stack }): MemberRun | null => {
        const facts = this.facts.get(stack);
        return facts ? { runId: stack, state: foldRun(history(facts)) } : null;
      },
      drive: ({ stack }) => this.#drive(stack),
      tell: ({ stack }, _run, verb) => {
        this.log.push(`${verb} ${stack}`);
        this.#told.set(stack, verb);
      },
      say: () => undefined,
      signal,
      tickMs: 1,
    };
  }

  async #drive(stack: string): Promise<void> {
    const fate = this.#fates[stack]!;
    this.log.push(`drive ${stack}`);
    await new Promise((done) => setTimeout(done, 2));
    if (fate === "cannot-start") throw new Error("no such version");
    if (fate === "breaks") {
      this.facts.set(stack, [...upTo(plan, "canary-25"), ended("backedOut")]);
      return;
    }
    this.facts.set(stack, parkedFacts);
    let verb = fate === "breaks-parked" ? "breach" : undefined;
    for (; verb === undefined; verb = this.#told.get(stack)) await new Promise((done) => setTimeout(done, 1));
    if (fate === "breaks-parked") await new Promise((done) => setTimeout(done, 2));
    this.facts.set(stack, [...parkedFacts, ended(verb === "resume" ? "finished" : "backedOut")]);
  }
}

describe("driving a group", () => {
  test("starts in order and finishes all once all are parked", async () => {
    const drivers = new FakeDrivers({ a: "good", b: "good", c: "good" });
    expect(await driveGroup(drivers.ports())).toMatchObject({ kind: "end", outcome: "finished" });
    expect(drivers.log).toEqual(["drive a", "drive b", "drive c", "resume a", "resume b", "resume c"]);
  });

  test("takes all back, last first, when one breaks", async () => {
    const drivers = new FakeDrivers({ a: "good", b: "good", c: "breaks", d: "good" });
    expect(await driveGroup(drivers.ports())).toMatchObject({ kind: "end", outcome: "backedOut" });
    expect(drivers.log).toEqual(["drive a", "drive b", "drive c", "backout b", "backout a"]);
  });

  test("takes all back when one that is parked breaks", async () => {
    const drivers = new FakeDrivers({ a: "breaks-parked", b: "good", c: "good" });
    const end = await driveGroup(drivers.ports());
    expect(end).toMatchObject({ kind: "end", outcome: "backedOut" });
    expect([...drivers.facts.values()].map((facts) => foldRun(history(facts)).ended?.outcome)).not.toContain(
      "finished",
    );
  });

  test("does not forget a member that was begun just when another broke", async () => {
    for (let round = 0; round < 20; round += 1) {
      const drivers = new FakeDrivers({ a: "breaks-parked", b: "good" });
      expect(await driveGroup(drivers.ports())).toMatchObject({ outcome: "backedOut" });
      for (const facts of drivers.facts.values()) expect(foldRun(history(facts)).ended?.outcome).toBe("backedOut");
    }
  });

  test("takes all back when one cannot even begin, and says why", async () => {
    const drivers = new FakeDrivers({ a: "good", b: "cannot-start" });
    const end = await driveGroup(drivers.ports());
    expect(end).toMatchObject({ kind: "end", text: expect.stringContaining("b: no such version") });
    expect(drivers.log).toEqual(["drive a", "drive b", "backout a"]);
  });

  test("goes on after a crash from what the ledger says, and starts nobody twice", async () => {
    const drivers = new FakeDrivers({ a: "good", b: "good", c: "good" });
    drivers.facts.set("a", [...parkedFacts, ended("finished")]);
    drivers.facts.set("b", parkedFacts);
    drivers.facts.set("c", parkedFacts);
    expect(await driveGroup(drivers.ports())).toMatchObject({ outcome: "finished" });
    expect(drivers.log).toEqual(["drive b", "drive c", "resume b", "resume c"]);
  });

  test("ends a common backout that a crash cut off", async () => {
    const drivers = new FakeDrivers({ a: "good", b: "good" });
    drivers.facts.set("a", parkedFacts);
    drivers.facts.set("b", [...upTo(plan, "canary-25"), ended("backedOut")]);
    expect(await driveGroup(drivers.ports())).toMatchObject({ outcome: "backedOut" });
    expect(drivers.log).toEqual(["drive a", "backout a"]);
  });
});

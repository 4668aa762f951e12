import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { DemoWorld } from "../support/demo-world.ts";

interface Expected {
  readonly steps: { step: string; operations: { op: string; type: string; name: string; inputs: string[] }[] }[];
  readonly refused: { step: string } | null;
}

describe("cutover plan", () => {
  let world: DemoWorld;
  beforeAll(async () => {
    world = await DemoWorld.open();
  });
  afterAll(() => world?.close());

  const plan = async () => {
    const run = await world.json("cutover", "plan", "--service", "orders", "--to", "v2.0.0", "--plan", "short");
    return { ...run, expected: run.document.expected as Expected };
  };

  it("says what each step changes, as the engine's previews have it, and touches nothing", async () => {
    const before = await world.snapshot();
    const { code, output, expected } = await plan();
    expect(code, output).toBe(0);
    expect(expected.refused).toBeNull();
    const of = (step: string): string[] =>
      expected.steps
        .find((s) => s.step === step)!
        .operations.map(({ op, type, name }) => `${op} ${type} ${name}`)
        .sort();
    console.info(expected.steps.map((s) => `${s.step}: ${of(s.step).join(", ")}`).join("\n"));
    expect(of("preflight")).toEqual([]);
    expect(of("deployIdle").filter((o) => /^create Replicas/.test(o))).toHaveLength(2);
    expect(of("canary-25")).toEqual([expect.stringMatching(/^update Router/)]);
    expect(of("flip")).toContainEqual(expect.stringMatching(/^update Router/));
    expect(of("flip").some((o) => /^delete Replicas .*baseline/.test(o))).toBe(true);
    expect(of("soak")).toEqual([]);
    expect(of("finish").some((o) => /^delete Replicas .*blue/.test(o))).toBe(true);
    expect(await world.snapshot()).toEqual(before);
    const text = await world.maestro("cutover", "plan", "--service", "orders", "--to", "v2.0.0", "--plan", "short");
    expect(text.output).toMatch(/canary-25 +25 % on green.*\n +preview: update /);
  });

  it("names the step that a rule would stop, and plans without the engine when told so", async () => {
    world.freeze(true);
    const { code, expected } = await plan();
    world.freeze(false);
    expect(code).toBe(0);
    expect(expected.refused).toMatchObject({ step: "deployIdle" });
    const bare = await world.json("cutover", "plan", "--service", "orders", "--to", "v2.0.0", "--no-preview");
    expect(bare.document.expected).toBeNull();
  });
});

import { describe, expect, test } from "vitest";
import { diagram, RUN_STATES, TRANSITIONS } from "../../../core/cutover/index.ts";

describe("the state diagram", () => {
  test("has every state, and none more than once the same change", () => {
    const named = new Set(TRANSITIONS.flatMap((t) => [t.from, t.to]));
    expect([...named].sort()).toEqual([...RUN_STATES].sort());
    expect(new Set(TRANSITIONS.map((t) => `${t.from} ${t.to}`)).size).toBe(TRANSITIONS.length);
  });

  test("leaves no terminal state, and none that is not terminal without a way out", () => {
    const from = new Set(TRANSITIONS.map((t) => t.from));
    for (const state of RUN_STATES) expect(from.has(state)).toBe(!["backedOut", "refused", "finished"].includes(state));
  });

  test("draws hold and backout once for the whole run", () => {
    const text = diagram();
    expect(text.startsWith("stateDiagram-v2\n")).toBe(true);
    expect(text.match(/run --> hold/g)).toHaveLength(1);
    expect(text.match(/run --> backout:/g)).toHaveLength(1);
    for (const state of RUN_STATES) expect(text).toContain(state);
  });
});

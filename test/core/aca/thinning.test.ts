import { describe, expect, it } from "vitest";
import { Thinned } from "../../../core/aca/thinning.ts";

describe("Thinned", () => {
  it("keeps everything up to its capacity", () => {
    const thinned = new Thinned(8);
    for (let i = 0; i < 8; i++) thinned.add(i);
    expect([...thinned.values()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
  });

  it("beyond that keeps values in order, evenly spread, within the capacity", () => {
    const thinned = new Thinned(1000);
    const n = 123_457;
    for (let i = 0; i < n; i++) thinned.add(i);
    const values = [...thinned.values()];
    expect(thinned.seen).toBe(n);
    expect(values.length).toBeGreaterThan(450);
    expect(values.length).toBeLessThanOrEqual(1000);
    expect(values).toEqual([...values].sort((a, b) => a - b));
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(mean / n - 0.5)).toBeLessThan(0.01);
  });

  it("a period in the data does not line up with what is kept", () => {
    const thinned = new Thinned(1024);
    for (let i = 0; i < 1 << 17; i++) thinned.add(i % 64 < 32 ? 0 : 1);
    const values = thinned.values();
    const share = values.reduce((a, b) => a + b, 0) / values.length;
    expect(Math.abs(share - 0.5)).toBeLessThan(0.05);
  });
});

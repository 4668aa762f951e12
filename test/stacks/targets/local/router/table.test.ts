import { describe, expect, test } from "vitest";
import type { RouterState } from "../../../../../stacks/targets/local/router/state.ts";
import { RoutingTable } from "../../../../../stacks/targets/local/router/table.ts";

const at = (port: number) => ({ host: "127.0.0.1" as const, port });
const rule = (generation: number, weight: number): RouterState => ({
  generation,
  groups: [
    { name: "active", color: "blue", version: "v1", weight: 100 - weight, backends: [at(1), at(2)] },
    { name: "canary", color: "green", version: "v2", weight, backends: [at(3)] },
  ],
});

function ports(table: RoutingTable, n: number): number[] {
  return Array.from({ length: n }, () => table.choose()!.backend.port);
}

describe("RoutingTable", () => {
  test("without a rule there is no choice", () => {
    expect(new RoutingTable().choose()).toBeNull();
  });

  test("100 requests are split by weight, and within a group in turn", () => {
    const table = new RoutingTable();
    table.apply(rule(1, 10));
    const counts = Map.groupBy(ports(table, 100), (port) => port);
    expect([counts.get(1)!.length, counts.get(2)!.length, counts.get(3)!.length]).toEqual([45, 45, 10]);
  });

  test("from the call on every choice follows the new rule", () => {
    const table = new RoutingTable();
    table.apply(rule(1, 0));
    expect(ports(table, 50)).not.toContain(3);
    table.apply(rule(2, 100));
    expect(new Set(ports(table, 50))).toEqual(new Set([3]));
  });

  test("a removed backend is waited for until its last request is done", async () => {
    const table = new RoutingTable();
    table.apply(rule(1, 100));
    const { backend } = table.choose()!;
    backend.take();
    table.apply({ generation: 2, groups: [{ ...rule(1, 0).groups[0]!, weight: 100 }] });
    expect(await table.drained(10)).toBe(false);
    expect(table.backends().find((one) => one.backend === backend)).toMatchObject({ draining: true });
    const drained = table.drained(5_000);
    backend.release();
    expect(await drained).toBe(true);
    expect(table.backends().some((one) => one.backend === backend)).toBe(false);
  });

  test("a backend that comes back while it drains is kept", async () => {
    const table = new RoutingTable();
    table.apply(rule(1, 100));
    const { backend } = table.choose()!;
    backend.take();
    table.apply({ generation: 2, groups: [{ ...rule(1, 0).groups[0]!, weight: 100 }] });
    table.apply(rule(3, 100));
    backend.release();
    await new Promise(setImmediate);
    expect(table.choose()!.backend).toBe(backend);
    expect(table.backends().find((one) => one.backend === backend)).toMatchObject({ draining: false });
  });

  test("another backend is one of the same group, or of the rule in force when the group has gone", () => {
    const table = new RoutingTable();
    table.apply(rule(1, 0));
    const first = table.choose()!;
    expect(table.another(first)!.backend).not.toBe(first.backend);
    table.apply(rule(2, 100));
    const only = table.choose()!;
    expect(table.another(only)).toBeNull();
    table.apply({ generation: 3, groups: [{ ...rule(1, 0).groups[0]!, weight: 100 }] });
    expect([1, 2]).toContain(table.another(only)!.backend.port);
  });

  test("the mirror takes its percent and only the mirrored color", () => {
    const table = new RoutingTable();
    table.apply({ ...rule(1, 0), mirror: { color: "green", percent: 20 } });
    const copies = Array.from({ length: 100 }, () => table.chooseMirror()).filter((backend) => backend !== null);
    expect(copies.map(({ port }) => port)).toEqual(Array.from({ length: 20 }, () => 3));
  });

  test("counts of a group that has gone are kept", () => {
    const table = new RoutingTable();
    table.apply(rule(1, 10));
    table.choose()!.series.answered(200, 1);
    table.apply({ generation: 2, groups: [{ ...rule(1, 0).groups[0]!, weight: 100 }] });
    expect(
      table.book
        .all()
        .map(({ key }) => key)
        .toSorted(),
    ).toEqual(["active blue v1", "canary green v2"]);
  });
});

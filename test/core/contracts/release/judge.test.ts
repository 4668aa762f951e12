import { describe, expect, it } from "vitest";
import {
  type Contract,
  changeDigest,
  contractSchema,
  type Deprecation,
  judgeRelease,
  type PlanFacts,
  type ReadContract,
} from "../../../../core/contracts/index.ts";

const contract = (version: number, field: string, more: object = {}): Contract =>
  contractSchema.parse({
    entity: "order",
    version,
    compatibility: "backward",
    owner: "team-orders",
    fields: [{ name: field, type: "string", required: true }],
    ...more,
  });
const read = (one: Contract): ReadContract => ({
  file: "o.yaml",
  text: "",
  contract: one,
  at: () => ({ line: 1, column: 1 }),
});
const noMapping = "the mapping migrations/order_v2.yaml, from and to the fields of these versions";
const [before, after] = [contract(1, "item"), contract(2, "code")];
const terms: Deprecation = {
  entity: "order",
  from: 1,
  to: 2,
  announcedOn: "2026-11-01",
  until: "2027-01-31",
  reason: "one code",
  mapping: "order_v2",
  consumers: [],
};
const whole: PlanFacts = {
  deprecations: [terms],
  mappings: [
    { id: "order_v2", entity: "order", from: "1", to: "2", reversible: true, fields: { from: ["item"], to: ["code"] } },
  ],
  signed: new Map([[changeDigest(before, after, terms), ["team-orders"]]]),
  classes: {},
  noticeDays: 14,
  today: "2026-11-25",
};
const judge = (
  facts: Partial<PlanFacts> = {},
  next: Contract[] = [after],
  service: string | null = null,
  prev = before,
) => judgeRelease({ prev: [read(prev)], history: [], next: next.map(read) }, { ...whole, ...facts }, service);
const missing = (...args: Parameters<typeof judge>) => judge(...args).problems.flatMap((one) => one.missing);

describe("a release that breaks a contract", () => {
  it("goes out with a whole plan, and needs its mapping", () => {
    expect(judge()).toEqual({ problems: [], mappings: ["order_v2"] });
  });

  it("is refused without one, with the record that shows it", () => {
    const [problem] = judge({ deprecations: [] }).problems;
    expect(problem!.missing).toEqual(["a deprecation date", "a mapping", "the signature of team-orders"]);
    expect(problem!.text).toMatch(/\{"item":"\w+"\} fits prev; next: code is missing/);
    expect(problem!.next).toContain("ig-contracts deprecate order");
  });

  it.each<[string, Partial<PlanFacts>, string]>([
    ["no mapping", { mappings: [] }, noMapping],
    ["a mapping of other versions", { mappings: [{ ...whole.mappings[0]!, to: "3" }] }, noMapping],
    [
      "a mapping of other fields",
      { mappings: [{ ...whole.mappings[0]!, fields: { from: ["item"], to: ["sku"] } }] },
      noMapping,
    ],
    [
      "a signature in another role",
      { signed: new Map([[changeDigest(before, after, terms), ["cab"]]]) },
      "the signature of team-orders",
    ],
    [
      "a signature over another change",
      { signed: new Map([[changeDigest(before, contract(2, "sku"), terms), ["team-orders"]]]) },
      "the signature of team-orders",
    ],
    ["too short a notice", { noticeDays: 120 }, "a date that is no earlier than 2027-03-01 (120 days' notice)"],
    [
      "an announcement that is still to come",
      { today: "2026-10-31" },
      "an announcement that is made: it is dated 2026-11-01",
    ],
  ])("is refused with %s", (_what, facts, text) => {
    expect(missing(facts)).toEqual([text]);
  });

  it("is refused with terms that were changed after they were signed", () => {
    expect(missing({ deprecations: [{ ...terms, until: "2026-12-31" }] })).toEqual(["the signature of team-orders"]);
  });

  it("waits for its date where nothing serves the old version beside it", () => {
    const oneWay = [{ ...whole.mappings[0]!, reversible: false }];
    expect(missing({ mappings: oneWay })).toEqual([
      "the end of 2027-01-31: nothing serves version 1 beside it until then",
    ]);
    expect(missing({ mappings: oneWay, today: "2027-02-01" })).toEqual([]);
  });

  it("cannot declare itself harmless, nor take itself out by another service or by going away", () => {
    expect(missing({ deprecations: [] }, [contract(2, "code", { compatibility: "none" })])).toHaveLength(3);
    expect(missing({ deprecations: [] }, [contract(2, "code", { service: "other" })], "orders")).toHaveLength(3);
    expect(missing({}, [])).toEqual(["a deprecation date", "the signature of team-orders"]);
  });
});

describe("a release that breaks nothing", () => {
  it("needs no plan", () => {
    const wider = contractSchema.parse({
      ...before,
      version: 2,
      fields: [...before.fields, { name: "note", type: "string" }],
    });
    expect(judge({ deprecations: [] }, [wider])).toEqual({ problems: [], mappings: [] });
    expect(judge({ deprecations: [] }, [before])).toEqual({ problems: [], mappings: [] });
  });

  it("is not held against contracts of another service", () => {
    const other = contract(1, "item", { service: "billing" });
    expect(missing({ deprecations: [] }, [after], "orders", other)).toEqual([]);
    expect(missing({ deprecations: [] }, [after], "billing", other)).toHaveLength(3);
  });
});

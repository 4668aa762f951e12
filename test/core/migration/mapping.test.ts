import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compileMapping, faithful, mappingFile, RefusedRow, type Row } from "../../../core/migration/index.ts";
import { declared, personMapping } from "../../support/migration-mapping.ts";

const mapping = personMapping();
const text = fc.oneof(fc.string({ maxLength: 12 }), fc.constantFrom("", " ", "a b", "a b c", "a ", " a", ", ", "x, y"));
const oldRow = fc.record({
  id: fc.integer(),
  name: text,
  street: fc.option(text),
  town: fc.option(text),
  state: fc.constantFrom("A", "B", "C"),
  cents: fc.oneof(fc.integer().map(String), fc.constantFrom("007", "-0", "1.5", "", "9007199254740993")),
  note: fc.option(text),
});
const newRow = fc.record({
  person_id: fc.integer(),
  given: text,
  family: fc.option(text),
  address: fc.option(text),
  state: fc.constantFrom("active", "blocked", "gone"),
  amount: fc.oneof(fc.integer(), fc.constantFrom(1.5, 2 ** 53)),
  channel: text,
});

function attempt(map: (row: Row) => Row, row: Row): Row | null {
  try {
    return map(row);
  } catch (error) {
    expect(error).toBeInstanceOf(RefusedRow);
    return null;
  }
}

test("up and then down gives back every field that is not dropped, or the row is refused", () => {
  let mapped = 0;
  fc.assert(
    fc.property(oldRow, (row) => {
      const up = attempt(mapping.up, row);
      if (up === null) return;
      mapped++;
      expect(Object.keys(up).sort()).toEqual(Object.keys(mapping.to.fields).sort());
      expect({ ...mapping.down(up), note: row.note }).toEqual(row);
    }),
    { numRuns: 3_000 },
  );
  expect(mapped).toBeGreaterThan(300);
});

test("down and then up gives back every field that is not a default, or the row is refused", () => {
  let mapped = 0;
  fc.assert(
    fc.property(newRow, (row) => {
      const down = attempt(mapping.down, row);
      if (down === null) return;
      mapped++;
      expect({ ...mapping.up(down), channel: row.channel }).toEqual(row);
    }),
    { numRuns: 3_000 },
  );
  expect(mapped).toBeGreaterThan(300);
});

test("a row is mapped as declared", () => {
  const row = { id: 7, name: "Ada King Lovelace", street: "Main 1", town: "York", state: "A", cents: "250", note: "x" };
  const up = {
    person_id: 7,
    given: "Ada",
    family: "King Lovelace",
    address: "Main 1, York",
    state: "active",
    amount: 250,
    channel: "web",
  };
  expect(mapping.up(row)).toEqual(up);
  expect(mapping.down(up)).toEqual({ ...row, note: null });
});

test.each([
  ["wrong-type", { id: "7" }],
  ["wrong-type", { name: null }],
  ["unknown-field", { extra: 1 }],
  ["not-convertible", { state: "Z" }],
  ["not-convertible", { cents: "07" }],
  ["not-joinable", { street: null, town: "York" }],
  ["not-joinable", { street: "a, b", town: "York" }],
])("a row is refused as %s and no value is named: %j", (code, change) => {
  const row = { id: 7, name: "Secret Name", street: "a", town: "b", state: "A", cents: "1", note: null };
  const refused = attemptRefusal(() => mapping.up({ ...row, ...change } as Row));
  expect(refused.code).toBe(code);
  expect(refused.message).not.toMatch(/Secret|Z|07|York/);
});

test("a missing field is refused", () => {
  expect(attemptRefusal(() => mapping.up({ id: 1 })).code).toBe("missing-field");
});

function attemptRefusal(run: () => unknown): RefusedRow {
  try {
    run();
  } catch (error) {
    return error as RefusedRow;
  }
  throw new Error("nothing was refused");
}

test("a mapping in TypeScript that loses something, or throws, refuses the row without its words", () => {
  const facts = { ...personMapping(), key: { old: ["id"], new: ["id"] }, insertOnly: { old: [], new: [] } };
  const shape = {
    version: "1",
    fields: { id: { type: "integer", nullable: false }, t: { type: "text", nullable: false } },
  } as const;
  const lossy = faithful(
    { ...facts, from: shape, to: shape },
    (row: Row) => ({ ...row, t: String(row.t).toLowerCase() }),
    (row: Row) => row,
  );
  expect(lossy.up({ id: 1, t: "a" })).toEqual({ id: 1, t: "a" });
  expect(attemptRefusal(() => lossy.up({ id: 1, t: "A" })).code).toBe("not-invertible");
  const throwing = faithful(
    { ...facts, from: shape, to: shape },
    () => {
      throw new Error("Ada is odd");
    },
    (row: Row) => row,
  );
  const refused = attemptRefusal(() => throwing.up({ id: 1, t: "Ada" }));
  expect(refused).toMatchObject({ code: "mapping-threw" });
  expect(refused.message).not.toContain("Ada");
});

describe("a declaration that cannot be right is bad input", () => {
  const steps = declared.mapping.steps!;
  test.each([
    ["mapping-field-unknown", { steps: [{ rename: { from: "nmae", to: "x" } }] }],
    ["mapping-field-taken", { steps: [{ rename: { from: "name", to: "town" } }] }],
    ["mapping-type", { steps: [{ split: { from: "id", into: ["a", "b"], separator: " " } }] }],
    ["mapping-type", { steps: [{ convert: { field: "id", with: "text-integer" as const } }] }],
    ["mapping-field-unknown", { reads: ["/people/{nmae}"] }],
    ["mapping-result", { steps: steps.slice(0, -1) }],
    ["mapping-result", { steps: [...steps, { default: { field: "more", value: 1, type: "integer" as const } }] }],
    ["mapping-key", { key: ["nothing"] }],
    ["mapping-key", { key: ["name"] }],
    ["mapping-key", { key: ["street"] }],
    ["mapping-not-one-to-one", { steps: [{ convert: { field: "state", values: { A: "x", B: "x" } } }] }],
    ["mapping-step-order", { steps: [...steps.slice(1), { drop: { field: "state", restore: "A" } }] }],
    ["mapping-step-order", { steps: [...steps, { convert: { field: "channel", values: { web: "w" } } }] }],
  ])("%s", (code, change) => {
    expect(() => personMapping(change)).toThrow(expect.objectContaining({ code, exitCode: 2 }));
  });

  test("unknown keys, names that are none, and an empty separator are refused by the schema", () => {
    const bad = (change: object) => mappingFile.safeParse({ mapping: { ...declared.mapping, ...change } }).success;
    expect(bad({})).toBe(true);
    expect(bad({ bonuds: {} })).toBe(false);
    expect(bad({ id: "Robert'); DROP" })).toBe(false);
    expect(bad({ steps: [{ split: { from: "name", into: ["a", "b"], separator: "" } }] })).toBe(false);
    expect(bad({ from: { version: 1, fields: {} } })).toBe(false);
  });
});

test("retention and purpose of the new fields are kept", () => {
  expect(mapping.to.fields.given).toMatchObject({ retention: "P2Y", purpose: ["shipping"] });
  expect(compileMapping(mappingFile.parse(declared).mapping).tables).toEqual({ old: "person", new: "person_v2" });
});

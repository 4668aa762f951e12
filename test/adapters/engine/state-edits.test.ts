import { expect, test } from "vitest";
import { type Checkpoint, type Held, stateEdits } from "../../../adapters/engine/state-edits.ts";

const held = (urn: string, protect = false, text = "x"): Held => ({ urn, protect, text });
const checkpoint = (at: number, resources: Held[], more: Partial<Checkpoint> = {}): Checkpoint => ({
  at,
  kind: "update",
  changes: {},
  resources,
  ...more,
});
const kinds = (checkpoints: Checkpoint[], current: Held[] | null): string[] =>
  stateEdits("prod", checkpoints, current && { at: 99, resources: current }).map(
    ({ kind, urns }) => `${kind} ${urns.join()}`,
  );

test("a state that is its last checkpoint was not edited", () => {
  expect(kinds([checkpoint(1, [held("a", true)])], [held("a", true)])).toEqual([]);
  expect(kinds([], [held("a")])).toEqual([]);
});

test.each([
  ["unprotected a", [held("a")]],
  ["removed a", []],
  ["changed a", [held("a", true, "y")]],
])("%s", (kind, current) => {
  expect(kinds([checkpoint(1, [held("a", true)])], current)).toEqual([kind]);
});
test("added", () => {
  expect(kinds([checkpoint(1, [])], [held("b")])).toEqual(["added b"]);
});

test("a destroy that took a protected resource away says that protection was lifted before it", () => {
  const destroyed = checkpoint(2, [], { kind: "destroy", changes: { delete: 1 } });
  expect(kinds([checkpoint(1, [held("a", true)]), destroyed], [])).toEqual(["unprotected a"]);
  expect(kinds([checkpoint(1, [held("a")]), destroyed], [])).toEqual([]);
});

test("a resource that is gone after an update that deleted none was taken out by hand", () => {
  expect(kinds([checkpoint(1, [held("a")]), checkpoint(2, [], { changes: { same: 1 } })], [])).toEqual(["removed a"]);
  expect(kinds([checkpoint(1, [held("a")]), checkpoint(2, [], { changes: { delete: 1 } })], [])).toEqual([]);
});

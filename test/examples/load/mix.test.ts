import { expect, test } from "vitest";
import { Mix } from "../../../examples/load/mix.ts";
import { seededRandom } from "../../../examples/orders/random.ts";

test("of each two requests one places and one reads what is known to be accepted", () => {
  const mix = new Mix("r", seededRandom(1));
  mix.accepted("r-x");
  const places: string[] = [];
  for (let n = 0; n < 1_000; n += 2) {
    const pair = [mix.next(n), mix.next(n + 1)];
    expect(pair.map(({ kind }) => kind).toSorted()).toEqual(["place", "read"]);
    places.push(...pair.filter(({ kind }) => kind === "place").map(({ clientId }) => clientId));
    expect(pair.find(({ kind }) => kind === "read")!.clientId).toBe("r-x");
  }
  expect(new Set(places).size).toBe(500);
});

test("which of the two comes first changes, so that the mix keeps no step", () => {
  const mix = new Mix("r", seededRandom(2));
  mix.accepted("r-x");
  const first = Array.from({ length: 1_000 }, (_, n) => mix.next(n).kind).filter((_, n) => n % 2 === 0);
  const places = first.filter((kind) => kind === "place").length;
  expect(places).toBeGreaterThan(200);
  expect(places).toBeLessThan(300);
});

test("before the first order is accepted all place orders", () => {
  const mix = new Mix("r", seededRandom(3));
  for (let n = 0; n < 20; n++) expect(mix.next(n)).toEqual({ kind: "place", clientId: `r-${n}` });
});

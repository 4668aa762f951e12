import { readFileSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { expect, test } from "vitest";
import { parseYamlFile } from "../../../adapters/yaml/index.ts";
import { mappingFile } from "../../../core/migration/index.ts";
import { compiledOrderMapping, orderMapping } from "../../../examples/orders/mapping.ts";

const file = join(import.meta.dirname, "../../../examples/orders/migrations/order_v2.yaml");

test("the mapping in the service is the one that the driver reads", () => {
  const read = parseYamlFile(readFileSync(file, "utf8"), file, mappingFile);
  expect(read).toEqual(mappingFile.parse(orderMapping));
});

test("every order that v1 accepts comes up and comes back as it was", () => {
  const mapping = compiledOrderMapping();
  fc.assert(
    fc.property(
      fc.string({ minLength: 1, maxLength: 200, unit: "grapheme" }),
      fc.constantFrom("", "/", "/x", "/x/y"),
      (head, tail) => {
        const row = { id: "1", client_id: "c", item: head + tail, quantity: 1, placed_at: "2026-01-01 00:00:00+00" };
        const up = mapping.up(row);
        expect(up.variant === null ? up.sku : `${up.sku}/${up.variant}`).toBe(row.item);
        expect(mapping.down(up)).toEqual(row);
      },
    ),
  );
});

import { compileMapping, type MappingFile, mappingFile, type RecordMapping } from "../../core/migration/index.ts";

/**
 * The change that v3 brings: `item` was one text such as `score/A4`; it becomes `sku` and `variant`, each with its own
 * retention and purpose. The same stands in migrations/order_v2.yaml, which the driver reads.
 */
export const orderMapping: MappingFile = {
  mapping: {
    id: "order_v2",
    entity: "order",
    from: {
      version: 1,
      fields: {
        id: { type: "bigint" },
        client_id: { type: "text" },
        item: { type: "text" },
        quantity: { type: "integer" },
        placed_at: { type: "timestamp" },
      },
    },
    to: {
      version: 2,
      fields: {
        id: { type: "bigint" },
        client_id: { type: "text" },
        sku: { type: "text", retention: "P10Y", purpose: ["fulfilment", "accounting"] },
        variant: { type: "text", nullable: true, retention: "P2Y", purpose: ["fulfilment"] },
        quantity: { type: "integer" },
        placed_at: { type: "timestamp" },
      },
    },
    key: ["id"],
    steps: [{ split: { from: "item", into: ["sku", "variant"], separator: "/" } }],
    reads: ["/orders/{client_id}"],
    shadowRead: 20,
    tables: { old: "orders", new: "orders_v2" },
  },
};

export function compiledOrderMapping(): RecordMapping {
  return compileMapping(mappingFile.parse(orderMapping).mapping);
}

import { compileMapping, type MappingFile, mappingFile, type RecordMapping } from "../../core/migration/index.ts";

/** A mapping with one step of each kind. */
export const declared: MappingFile = {
  mapping: {
    id: "people_v2",
    entity: "person",
    from: {
      version: 1,
      fields: {
        id: { type: "integer" },
        name: { type: "text" },
        street: { type: "text", nullable: true },
        town: { type: "text", nullable: true },
        state: { type: "text" },
        cents: { type: "text" },
        note: { type: "text", nullable: true },
      },
    },
    to: {
      version: 2,
      fields: {
        person_id: { type: "integer" },
        given: { type: "text", retention: "P2Y", purpose: "shipping" },
        family: { type: "text", nullable: true, retention: "P2Y", purpose: ["shipping"] },
        address: { type: "text", nullable: true },
        state: { type: "text" },
        amount: { type: "integer" },
        channel: { type: "text" },
      },
    },
    key: ["id"],
    steps: [
      { drop: { field: "note", restore: null } },
      { rename: { from: "id", to: "person_id" } },
      { split: { from: "name", into: ["given", "family"], separator: " " } },
      { merge: { from: ["street", "town"], to: "address", separator: ", " } },
      { convert: { field: "state", values: { A: "active", B: "blocked" } } },
      { convert: { field: "cents", to: "amount", with: "text-integer" } },
      { default: { field: "channel", value: "web", type: "text" } },
    ],
  },
};

export function personMapping(change: Partial<MappingFile["mapping"]> = {}): RecordMapping {
  return compileMapping(mappingFile.parse({ mapping: { ...declared.mapping, ...change } }).mapping);
}

/** A small one for models: text split in two, rows with `~` at its head cannot be mapped. */
export function noteMapping(maxQuarantined = 1_000_000): RecordMapping {
  return compileMapping(
    mappingFile.parse({
      mapping: {
        id: "notes",
        entity: "note",
        from: { version: 1, fields: { id: { type: "integer" }, text: { type: "text" } } },
        to: {
          version: 2,
          fields: { id: { type: "integer" }, head: { type: "text" }, tail: { type: "text", nullable: true } },
        },
        key: ["id"],
        steps: [{ split: { from: "text", into: ["head", "tail"], separator: "/" } }],
        bounds: { quarantined: maxQuarantined },
      },
    }).mapping,
  );
}

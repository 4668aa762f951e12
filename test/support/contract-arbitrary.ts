import fc from "fast-check";
import { type Contract, contractSchema, type Field, type Value } from "../../core/contracts/index.ts";

const name = fc.oneof(
  { weight: 8, arbitrary: fc.stringMatching(/^[a-z][a-zA-Z0-9_]{0,8}$/) },
  {
    weight: 1,
    arbitrary: fc.constantFrom("first name", "é", "type", "constructor", "properties", "allOf", "$ref", "1st", "enum"),
  },
);
const words = fc.uniqueArray(fc.stringMatching(/^[a-z]{1,6}(, [a-z])?$/), { minLength: 1, maxLength: 3 });
const optional = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> =>
  fc.option(arbitrary, { nil: undefined });
const defined = (value: object): object =>
  Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined));

const symbols = fc.uniqueArray(fc.oneof(fc.stringMatching(/^[A-Z_]{1,5}$/), fc.string({ maxLength: 4 })), {
  minLength: 1,
  maxLength: 4,
});
const numbers = fc.uniqueArray(fc.integer({ min: -1000, max: 1000 }), { minLength: 1, maxLength: 4 });

const simple: fc.Arbitrary<object> = fc.oneof(
  fc.record({
    type: fc.constant("string"),
    enum: optional(symbols),
    format: optional(fc.constantFrom("email", "uri", "date", "uuid")),
  }),
  fc.record({ type: fc.constantFrom("int32", "int64"), enum: optional(numbers) }),
  fc.integer({ min: 1, max: 38 }).chain((precision) =>
    fc.record({
      type: fc.constant("decimal"),
      precision: fc.constant(precision),
      scale: optional(fc.integer({ min: 0, max: precision })),
    }),
  ),
  fc.record({
    type: fc.constantFrom("boolean", "float", "double", "date", "time", "timestamp", "timestamptz", "uuid", "bytes"),
  }),
);

function typeArbitrary(depth: number): fc.Arbitrary<object> {
  const inner = depth === 0 ? null : typeArbitrary(depth - 1);
  const shape =
    inner === null
      ? simple
      : fc.oneof(
          { weight: 6, arbitrary: simple },
          { weight: 1, arbitrary: fc.record({ type: fc.constant("array"), items: inner }) },
          { weight: 1, arbitrary: fc.record({ type: fc.constant("map"), values: inner }) },
          {
            weight: 1,
            arbitrary: fc.record({
              type: fc.constant("union"),
              oneOf: fc.array(inner, { minLength: 2, maxLength: 3 }),
            }),
          },
          { weight: 2, arbitrary: fc.record({ type: fc.constant("object"), fields: fieldsOf(depth - 1) }) },
        );
  return fc.tuple(fc.boolean(), shape).map(([nullable, one]) => defined({ nullable, ...one }));
}

function fieldsOf(depth: number): fc.Arbitrary<object[]> {
  const facts = fc.record({
    name,
    required: fc.boolean(),
    pii: fc.boolean(),
    classification: optional(fc.constantFrom("public", "internal", "confidential", "restricted")),
    purpose: optional(words),
    retention: optional(fc.constantFrom("P30D", "short")),
    deprecated: optional(fc.constantFrom({ until: "2027-01-01" }, { until: "2027-01-01", reason: "old" })),
    description: optional(fc.string({ maxLength: 10 })),
    alias: optional(fc.stringMatching(/^(old|OLD)[0-9]{6}$/)),
  });
  const field = typeArbitrary(depth).chain((typed) =>
    fc.tuple(facts, optional(dataOf(typed as Value))).map(([{ alias, ...rest }, initial]) =>
      // A name that nobody else has: the generator cannot look at its neighbours.
      defined({ ...rest, ...typed, default: initial, aliases: alias === undefined ? undefined : [`${alias}`] }),
    ),
  );
  return fc.uniqueArray(field, { minLength: 1, maxLength: 5, selector: (one) => (one as Field).name }).filter((all) => {
    const aliases = all.flatMap((one) => (one as Field).aliases ?? []);
    return new Set(aliases).size === aliases.length;
  });
}

/** Contracts that pass the schema, with everything that a person may write in them. */
export function contractArbitrary(depth = 2): fc.Arbitrary<Contract> {
  const facts = fc.record({
    entity: fc.oneof(
      fc.constantFrom("order", "shop.Order", "Bestellung für Köln", "2nd"),
      fc.stringMatching(/^[A-Z]\w+$/),
    ),
    version: fc.oneof(fc.integer({ min: 1, max: 99 }), fc.constantFrom("1.0.0", "12.3.4")),
    compatibility: fc.constantFrom("backward", "forward-transitive", "none"),
    owner: optional(fc.constant("team-a")),
    description: optional(fc.string({ maxLength: 10 })),
    consumers: optional(words),
    retention: optional(fc.constantFrom("P30D", "P7Y", "short-30d")),
    purpose: optional(words),
    sla: optional(fc.record({ read_p95_ms: fc.integer({ min: 1, max: 500 }) })),
  });
  return fc.tuple(facts, fieldsOf(depth)).map(([rest, fields]) => {
    const keys = (fields as Field[]).filter(({ required }) => required).map(({ name: key }) => key);
    const draft = { ...rest, fields, keys: keys.length === 0 ? undefined : keys.toReversed() };
    return contractSchema.parse(defined(draft));
  });
}

/** Data that fits a type. */
export function dataOf(value: Value): fc.Arbitrary<unknown> {
  const bare = value.enum ? fc.constantFrom<unknown>(...value.enum) : bareData(value);
  return value.nullable ? fc.option(bare) : bare;
}

/** Records that fit the fields of a contract. */
export function recordOf(fields: readonly Field[]): fc.Arbitrary<Record<string, unknown>> {
  const parts = fields.map((field) => {
    const there = dataOf(field).map((data) => [[field.name, data] as const]);
    return field.required ? there : fc.oneof(there, fc.constant([] as (readonly [string, unknown])[]));
  });
  return fc.tuple(...parts).map((all) => Object.fromEntries(all.flat()));
}

const pad = (number: number, length = 2): string => String(number).padStart(length, "0");
const clock = fc
  .tuple(fc.nat(23), fc.nat(59), fc.nat(59), optional(fc.stringMatching(/^\d{1,6}$/)))
  .map(([h, m, s, f]) => `${pad(h)}:${pad(m)}:${pad(s)}${f === undefined ? "" : `.${f}`}`);
const day = fc
  .tuple(fc.integer({ min: 1970, max: 2100 }), fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 28 }))
  .map(([y, m, d]) => `${y}-${pad(m)}-${pad(d)}`);

function bareData(value: Value): fc.Arbitrary<unknown> {
  const { precision = 38, scale = 0 } = value;
  switch (value.type) {
    case "string":
      return fc.string({ maxLength: 8 });
    case "boolean":
      return fc.boolean();
    case "int32":
      return fc.oneof(fc.integer(), fc.constantFrom(-(2 ** 31), 2 ** 31 - 1));
    case "int64":
      return fc.oneof(fc.maxSafeInteger(), fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n }).map(String));
    case "float":
      return fc.float({ noNaN: true, noDefaultInfinity: true });
    case "double":
      return fc.double({ noNaN: true, noDefaultInfinity: true });
    case "decimal":
      return fc
        .tuple(fc.boolean(), fc.bigInt({ min: 0n, max: 10n ** BigInt(precision) - 1n }))
        .map(([minus, digits]) => {
          const text = digits.toString().padStart(scale + 1, "0");
          const cut = text.length - scale;
          return `${minus ? "-" : ""}${text.slice(0, cut)}${scale > 0 ? `.${text.slice(cut)}` : ""}`;
        });
    case "date":
      return day;
    case "time":
      return clock;
    case "timestamp":
      return fc.tuple(day, clock).map(([d, c]) => `${d}T${c}`);
    case "timestamptz":
      return fc.tuple(day, clock, fc.constantFrom("Z", "+02:00")).map(([d, c, z]) => `${d}T${c}${z}`);
    case "uuid":
      return fc.uuid();
    case "bytes":
      return fc.uint8Array({ maxLength: 6 }).map((bytes) => Buffer.from(bytes).toString("base64"));
    case "array":
      return fc.array(dataOf(value.items!), { maxLength: 3 });
    case "map":
      return fc.dictionary(fc.string({ maxLength: 4 }), dataOf(value.values!), { maxKeys: 3, noNullPrototype: true });
    case "object":
      return recordOf(value.fields!);
    case "union":
      // The union says whether null fits, not its branches.
      return fc.oneof(...value.oneOf!.map((one) => dataOf({ ...one, nullable: false })));
  }
}

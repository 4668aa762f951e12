interface Code {
  /** Whether the reader still takes all that the writer may write. */
  readonly fine: boolean;
  /** About the reader, after the name of the place. */
  readonly text: string;
}

const fine = (text: string): Code => ({ fine: true, text });
const broken = (text: string): Code => ({ fine: false, text });

/** A bound: taking it away or moving it outwards lets more pass. */
function bound<N extends string>(name: N, grows: "increased" | "decreased") {
  const spoken = name.replaceAll("-", " ");
  const shrinks = grows === "increased" ? "decreased" : "increased";
  const entries = {
    [`${name}-added`]: broken(`has a ${spoken} that the writer has not`),
    [`${name}-removed`]: fine(`has no ${spoken} any more`),
    [`${name}-${grows}`]: fine(`has a wider ${spoken}`),
    [`${name}-${shrinks}`]: broken(`has a narrower ${spoken} than the writer`),
  };
  return entries as Readonly<Record<`${N}-${"added" | "removed" | "increased" | "decreased"}`, Code>>;
}

/** What differs between the schema of who writes and that of who reads, as Confluent's registry tells differences apart. */
export const jsonSchemaCodes = {
  "title-changed": fine("has another title"),
  "description-changed": fine("has another description"),
  "default-changed": fine("has another default"),
  "schema-added": broken("asks for something where the writer says nothing"),
  "schema-removed": fine("asks for nothing any more"),
  "type-changed": broken("is of another type than the writer's"),
  "type-extended": fine("takes numbers, not only integers"),
  "type-narrowed": broken("takes integers only"),
  ...bound("min-length", "decreased"),
  ...bound("max-length", "increased"),
  "pattern-added": broken("has a pattern that the writer has not"),
  "pattern-removed": fine("has no pattern any more"),
  "pattern-changed": broken("has another pattern than the writer"),
  ...bound("minimum", "decreased"),
  ...bound("maximum", "increased"),
  ...bound("exclusive-minimum", "decreased"),
  ...bound("exclusive-maximum", "increased"),
  "multiple-of-added": broken("asks for multiples where the writer does not"),
  "multiple-of-removed": fine("asks for multiples no more"),
  "multiple-of-reduced": fine("asks for a divisor of the writer's multiples"),
  "multiple-of-expanded": broken("asks for fewer multiples than the writer"),
  "multiple-of-changed": broken("asks for other multiples than the writer"),
  "enum-extended": fine("takes more values"),
  "enum-narrowed": broken("takes fewer values than the writer"),
  "enum-changed": broken("takes other values than the writer"),
  "const-changed": broken("takes another value than the writer"),
  "not-narrowed": fine("excludes no more than the writer"),
  "not-extended": broken("excludes more than the writer"),
  "combination-extended": fine("takes any of its schemas now"),
  "combination-changed": broken("combines its schemas in another way"),
  "combination-parts-changed": broken("has schemas that those of the writer do not fit"),
  "product-extended": broken("asks for more schemas at once"),
  "product-narrowed": fine("asks for fewer schemas at once"),
  "sum-extended": fine("takes more alternatives"),
  "sum-narrowed": broken("takes fewer alternatives"),
  "required-added": broken("must be there for the reader"),
  "required-with-default-added": fine("must be there, and has a default"),
  "required-removed": fine("need not be there any more"),
  "required-unnamed": fine("must be there, though no property says what it is"),
  "property-added-to-open": broken("is of a type that the writer, who takes anything there, does not promise"),
  "property-empty-added-to-open": fine("may be anything"),
  "property-added-covered": fine("is what the writer lets pass there"),
  "property-added-not-covered": broken("is not all that the writer lets pass there"),
  "property-required-added": broken("must be there for the reader, and the writer does not know it"),
  "property-required-with-default-added": fine("is new and must be there, with a default"),
  "property-optional-added": fine("is new"),
  "property-removed-from-open": fine("is not named any more"),
  "property-removed-covered": fine("is let pass by what the reader says of others"),
  "property-removed-not-covered": broken("is not all let pass by what the reader says of others"),
  "property-false-removed": fine("was never there"),
  "property-removed-from-closed": broken("is not known to the reader, who takes no others"),
  "additional-added": fine("takes others too"),
  "additional-removed": broken("takes no others"),
  "additional-extended": fine("takes any others"),
  "additional-narrowed": broken("takes only certain others"),
  "unevaluated-added": fine("takes unevaluated ones too"),
  "unevaluated-removed": broken("takes no unevaluated ones"),
  "unevaluated-extended": fine("takes any unevaluated ones"),
  "unevaluated-narrowed": broken("takes only certain unevaluated ones"),
  ...bound("min-properties", "decreased"),
  ...bound("max-properties", "increased"),
  "dependency-added": broken("asks for other properties beside it"),
  "dependency-removed": fine("asks for no others beside it"),
  "dependency-extended": broken("asks for more properties beside it"),
  "dependency-narrowed": fine("asks for fewer properties beside it"),
  "dependency-changed": broken("asks for other properties beside it"),
  "dependency-schema-added": broken("asks for a schema beside it"),
  "dependency-schema-removed": fine("asks for no schema beside it"),
  ...bound("min-items", "decreased"),
  ...bound("max-items", "increased"),
  ...bound("min-contains", "decreased"),
  ...bound("max-contains", "increased"),
  "unique-items-added": broken("takes no item twice"),
  "unique-items-removed": fine("takes items twice"),
  "item-added-to-open": broken("is of a type that the writer, who takes anything there, does not promise"),
  "item-empty-added-to-open": fine("may be anything"),
  "item-added-covered": fine("is what the writer lets pass there"),
  "item-added-not-covered": broken("is not all that the writer lets pass there"),
  "item-added-to-closed": fine("is new"),
  "item-removed-from-open": fine("is not named any more"),
  "item-removed-covered": fine("is let pass by what the reader says of others"),
  "item-removed-not-covered": broken("is not all let pass by what the reader says of others"),
  "item-false-removed": fine("was never there"),
  "item-removed-from-closed": broken("is not known to the reader, who takes no others"),
} as const satisfies Readonly<Record<string, Code>>;

export type JsonSchemaCode = keyof typeof jsonSchemaCodes;

import type { Field, Value } from "../model.ts";

export interface FlatField {
  /** As people write it: `lines[].price`. */
  readonly name: string;
  readonly depth: number;
  readonly field: Field;
}

/** Every named field, those of objects below the field that holds them. */
export function flatFields(fields: readonly Field[], prefix = "", depth = 0): FlatField[] {
  return fields.flatMap((field) => {
    const name = `${prefix}${field.name}`;
    return [{ name, depth, field }, ...inside(field, name, depth + 1)];
  });
}

function inside(value: Value, name: string, depth: number): FlatField[] {
  return [
    ...(value.fields ? flatFields(value.fields, `${name}.`, depth) : []),
    ...(value.items ? inside(value.items, `${name}[]`, depth) : []),
    ...(value.values ? inside(value.values, `${name}{}`, depth) : []),
    ...(value.oneOf ?? []).flatMap((one) => inside(one, name, depth)),
  ];
}

export type AvroNode = Primitive | Fixed | Enumeration | ArrayOf | MapOf | Union | RecordOf;

interface At {
  /** Where it stands in its document. */
  readonly keys: readonly (string | number)[];
}
export interface Decimal {
  readonly precision: number;
  readonly scale: number;
}
export interface Named extends At {
  /** Without its namespace. */
  readonly name: string;
  readonly fullName: string;
  /** Full names. */
  readonly aliases: readonly string[];
}

export const PRIMITIVES = ["null", "boolean", "int", "long", "float", "double", "bytes", "string"] as const;
export interface Primitive extends At {
  readonly kind: (typeof PRIMITIVES)[number];
  readonly decimal?: Decimal | undefined;
}
export interface Fixed extends Named {
  readonly kind: "fixed";
  readonly size: number;
  readonly decimal?: Decimal | undefined;
}
export interface Enumeration extends Named {
  readonly kind: "enum";
  readonly symbols: readonly string[];
  readonly default?: string | undefined;
}
export interface ArrayOf extends At {
  readonly kind: "array";
  readonly items: AvroNode;
}
export interface MapOf extends At {
  readonly kind: "map";
  readonly values: AvroNode;
}
export interface Union extends At {
  readonly kind: "union";
  readonly branches: readonly AvroNode[];
}
export interface RecordOf extends Named {
  readonly kind: "record";
  /** Filled after the record is known by its name, which its fields may use. */
  readonly fields: readonly AvroField[];
}
export interface AvroField extends At {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: AvroNode;
  /** Absent where there is none: null is a default too. */
  readonly default?: { readonly value: unknown } | undefined;
}

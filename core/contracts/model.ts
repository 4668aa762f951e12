/** Types of a field. `timestamp` is a local one, `timestamptz` an instant. */
export const TYPE_NAMES = [
  "string",
  "boolean",
  "int32",
  "int64",
  "float",
  "double",
  "decimal",
  "date",
  "time",
  "timestamp",
  "timestamptz",
  "uuid",
  "bytes",
  "array",
  "map",
  "object",
  "union",
] as const;
export type TypeName = (typeof TYPE_NAMES)[number];

export const CLASSIFICATIONS = ["public", "internal", "confidential", "restricted"] as const;

/** A value without a name: what an array or a map holds, or one branch of a union. */
export interface Value {
  readonly type: TypeName;
  readonly nullable: boolean;
  readonly enum?: readonly (string | number)[] | undefined;
  readonly format?: string | undefined;
  /** Decimal digits of a decimal in all, and behind the point. */
  readonly precision?: number | undefined;
  readonly scale?: number | undefined;
  readonly items?: Value | undefined;
  readonly values?: Value | undefined;
  readonly oneOf?: readonly Value[] | undefined;
  readonly fields?: readonly Field[] | undefined;
}

/** A named value of an object or of the contract itself. */
export interface Field extends Value {
  readonly name: string;
  readonly required: boolean;
  /** What a reader takes for a missing value. */
  readonly default?: unknown;
  /** Names that it had before. */
  readonly aliases?: readonly string[] | undefined;
  readonly pii: boolean;
  readonly classification?: (typeof CLASSIFICATIONS)[number] | undefined;
  readonly purpose?: readonly string[] | undefined;
  readonly retention?: string | undefined;
  readonly deprecated?: { readonly until: string; readonly reason?: string | undefined } | undefined;
  readonly description?: string | undefined;
}

/** What a JSON Schema says, keyword by keyword, without regard to how its draft spells it. */
export type Node =
  | ({ readonly kind: "anything" | "nothing" | "boolean" | "null" | "conditional" } & About)
  | StringNode
  | NumberNode
  | ObjectNode
  | ArrayNode
  | ({ readonly kind: "enum"; readonly values: readonly unknown[] } & About)
  | ({ readonly kind: "const"; readonly value: unknown } & About)
  | ({ readonly kind: "not"; readonly inner: Node } & About)
  | CombinedNode
  | ReferenceNode;

export interface About {
  readonly title?: unknown;
  readonly description?: unknown;
  /** Absent where there is none: null is a default too. */
  readonly default?: { readonly value: unknown } | undefined;
  /** Where it stands in its document. */
  readonly keys: readonly (string | number)[];
}

export interface StringNode extends About {
  readonly kind: "string";
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly pattern?: string | undefined;
}

export interface NumberNode extends About {
  readonly kind: "number";
  readonly integer: boolean;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly multipleOf?: number | undefined;
}

/** Of what is not named: all, nothing, or what fits a schema. */
export type Rest = true | false | Node;

export interface ObjectNode extends About {
  readonly kind: "object";
  readonly properties: ReadonlyMap<string, Node>;
  readonly required: ReadonlySet<string>;
  readonly patterns: readonly { readonly pattern: string; readonly node: Node }[];
  readonly additional: Rest;
  /** Absent where nothing is said. */
  readonly unevaluated?: Rest | undefined;
  readonly dependentRequired: ReadonlyMap<string, readonly string[]>;
  readonly dependentSchemas: ReadonlyMap<string, Node>;
  readonly minProperties?: number | undefined;
  readonly maxProperties?: number | undefined;
}

export interface ArrayNode extends About {
  readonly kind: "array";
  /** Of every item, where there is no tuple. */
  readonly items?: Node | undefined;
  readonly tuple: readonly Node[];
  readonly additional: Rest;
  readonly unevaluated?: Rest | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly uniqueItems: boolean;
  readonly minContains?: number | undefined;
  readonly maxContains?: number | undefined;
}

export interface CombinedNode extends About {
  readonly kind: "combined";
  readonly by: "allOf" | "anyOf" | "oneOf";
  readonly parts: readonly Node[];
}

export interface ReferenceNode extends About {
  readonly kind: "reference";
  readonly target: () => Node;
}

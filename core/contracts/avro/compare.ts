import type { AvroField, AvroNode, Enumeration, Fixed, Named, Primitive, RecordOf } from "./node.ts";

/** Why the reader cannot resolve the writer's schema, or what it loses; codes as Avro's own checks tell them apart. */
export type AvroCode =
  | "name-mismatch"
  | "fixed-size-mismatch"
  | "decimal-mismatch"
  | "enum-symbols-missing"
  | "enum-symbols-defaulted"
  | "field-without-default"
  | "field-defaulted"
  | "field-ambiguous"
  | "field-ignored"
  | "field-by-alias"
  | "type-mismatch"
  | "type-promoted"
  | "precision-lost"
  | "union-branch-missing";

export interface AvroDifference {
  readonly code: AvroCode;
  readonly path: readonly string[];
  readonly writer: AvroNode;
  readonly reader: AvroNode;
  readonly meta: Readonly<Record<string, unknown>>;
}

/** Those with which every datum of the writer is still read. */
const FINE: ReadonlySet<AvroCode> = new Set([
  "enum-symbols-defaulted",
  "field-defaulted",
  "field-ignored",
  "field-by-alias",
  "type-promoted",
  "precision-lost",
]);
export const isFine = ({ code }: { readonly code: AvroCode }): boolean => FINE.has(code);

const PROMOTIONS: Readonly<Record<string, readonly string[]>> = {
  int: ["long", "float", "double"],
  long: ["float", "double"],
  float: ["double"],
  string: ["bytes"],
  bytes: ["string"],
};
const LOSSY = new Set(["int float", "long float", "long double"]);

type Path = readonly string[];
type Add = (code: AvroCode, path: Path, writer: AvroNode, reader: AvroNode, meta?: AvroDifference["meta"]) => void;

/**
 * Schema resolution of the Avro specification, as `SchemaCompatibility` of its Java library decides it: named types
 * match by their unqualified names or an alias of the reader, decimals by their digits, and a pair that is met again
 * while it is compared is a recursion and resolves.
 */
export function compareAvro(writer: AvroNode, reader: AvroNode): readonly AvroDifference[] {
  const open = new Map<AvroNode, Set<AvroNode>>();
  const memo = new Map<AvroNode, Map<AvroNode, readonly AvroDifference[]>>();
  const resolves = (a: AvroNode, b: AvroNode): boolean => differences([], a, b).every(isFine);

  const differences = (path: Path, a: AvroNode, b: AvroNode): readonly AvroDifference[] => {
    const known = memo.get(a)?.get(b);
    if (known !== undefined) return rebased(known, path);
    if (open.get(a)?.has(b)) return [];
    const before = open.get(a) ?? new Set();
    open.set(a, before.add(b));
    const found: AvroDifference[] = [];
    const add: Add = (code, at, from, to, meta = {}) =>
      void found.push({ code, path: at, writer: from, reader: to, meta });
    compare([], a, b, add, found);
    before.delete(b);
    memo.set(a, (memo.get(a) ?? new Map()).set(b, found));
    return rebased(found, path);
  };

  const compare = (path: Path, a: AvroNode, b: AvroNode, add: Add, found: AvroDifference[]): void => {
    if (a.kind === "union") {
      for (const branch of a.branches) {
        const inner = differences(path, branch, b);
        if (b.kind !== "union" || inner.every(isFine)) found.push(...inner);
        else add("union-branch-missing", path, branch, b, { type: nameText(branch) });
      }
    } else if (b.kind === "union") {
      // The branch that a datum would be read as: one of its own type, else the first that takes it.
      const fits = b.branches.filter((branch) => resolves(a, branch));
      const taken = fits.find(({ kind }) => kind === a.kind) ?? fits[0];
      if (taken === undefined) add("union-branch-missing", path, a, b, { type: nameText(a) });
      else found.push(...differences(path, a, taken));
    } else if (a.kind === "record" && b.kind === "record") {
      compareNames(path, a, b, add);
      compareFields(path, a, b, add, found);
    } else if (a.kind === "array" && b.kind === "array") found.push(...differences([...path, "[]"], a.items, b.items));
    else if (a.kind === "map" && b.kind === "map") found.push(...differences([...path, "{}"], a.values, b.values));
    else if (a.kind === "enum" && b.kind === "enum") {
      compareNames(path, a, b, add);
      compareSymbols(path, a, b, add);
    } else if (a.kind === "fixed" && b.kind === "fixed") {
      compareNames(path, a, b, add);
      if (a.size !== b.size) add("fixed-size-mismatch", path, a, b, { from: a.size, to: b.size });
      compareDecimals(path, a, b, add);
    } else compareKinds(path, a, b, add);
  };

  const compareFields = (path: Path, a: RecordOf, b: RecordOf, add: Add, found: AvroDifference[]): void => {
    const read = new Set<AvroField>();
    for (const field of b.fields) {
      const at = [...path, field.name];
      const sources = a.fields.filter(({ name }) => name === field.name || field.aliases.includes(name));
      const [source] = sources;
      for (const one of sources) read.add(one);
      if (source === undefined)
        add(field.default === undefined ? "field-without-default" : "field-defaulted", at, a, field.type, {
          name: field.name,
        });
      else if (sources.length > 1)
        add("field-ambiguous", at, a, field.type, { name: field.name, sources: sources.map(({ name }) => name) });
      else {
        if (source.name !== field.name) add("field-by-alias", at, a, field.type, { from: source.name, to: field.name });
        found.push(...differences(at, source.type, field.type));
      }
    }
    for (const field of a.fields)
      if (!read.has(field)) add("field-ignored", [...path, field.name], field.type, b, { name: field.name });
  };
  return differences([], writer, reader);
}

function rebased(found: readonly AvroDifference[], path: Path): readonly AvroDifference[] {
  return path.length === 0 ? found : found.map((one) => ({ ...one, path: [...path, ...one.path] }));
}

function compareNames(path: Path, writer: AvroNode & Named, reader: AvroNode & Named, add: Add): void {
  if (writer.name !== reader.name && !reader.aliases.includes(writer.fullName))
    add("name-mismatch", path, writer, reader, { from: writer.fullName, to: reader.fullName });
}

function compareSymbols(path: Path, writer: Enumeration, reader: Enumeration, add: Add): void {
  const missing = writer.symbols.filter((symbol) => !reader.symbols.includes(symbol));
  if (missing.length === 0) return;
  const covered = reader.default !== undefined && reader.symbols.includes(reader.default);
  add(covered ? "enum-symbols-defaulted" : "enum-symbols-missing", path, writer, reader, { symbols: missing });
}

function compareKinds(path: Path, writer: AvroNode, reader: AvroNode, add: Add): void {
  const meta = { from: nameText(writer), to: nameText(reader) };
  if (writer.kind === reader.kind) {
    if (isBytes(writer) && isBytes(reader)) compareDecimals(path, writer, reader, add);
  } else if (!PROMOTIONS[writer.kind]?.includes(reader.kind)) add("type-mismatch", path, writer, reader, meta);
  else add(LOSSY.has(`${writer.kind} ${reader.kind}`) ? "precision-lost" : "type-promoted", path, writer, reader, meta);
}

function isBytes(node: AvroNode): node is Primitive {
  return node.kind === "bytes";
}

/** Decimals resolve only with the same precision and scale; beside plain bytes they are bytes. */
function compareDecimals(path: Path, writer: Fixed | Primitive, reader: Fixed | Primitive, add: Add): void {
  const [from, to] = [writer.decimal, reader.decimal];
  if (from && to && (from.precision !== to.precision || from.scale !== to.scale))
    add("decimal-mismatch", path, writer, reader, { from, to });
}

export function nameText(node: AvroNode): string {
  return "fullName" in node ? node.fullName : node.kind;
}

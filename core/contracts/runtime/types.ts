import { exportContract } from "../formats/index.ts";
import type { Field, Value } from "../model.ts";
import type { Contract } from "../schema.ts";

export interface GeneratedTypes {
  /** Name of the interface: entity and version. */
  readonly name: string;
  /** A TypeScript module: the interface of a record, and the JSON Schema that `recordValidator` compiles. */
  readonly text: string;
}

/** The TypeScript types of a contract's records. int64 and decimal may be numbers or text; bytes are base64. */
export function contractTypes(contract: Contract, source: string): GeneratedTypes {
  const { entity, version, description } = contract;
  const name = `${pascal(entity)}V${String(version).replaceAll(".", "_")}`;
  const json = JSON.stringify(exportContract(contract, "jsonschema").document, null, 2);
  // Written plainly, this key would set the prototype.
  const schema = json.replaceAll('"__proto__":', '["__proto__"]:');
  const lines = [
    `// Generated from ${oneLine(source)} by ig-contracts types. Change the contract, not this file.`,
    "",
    ...comment([`${entity}, version ${version}.`, ...(description === undefined ? [] : [description])], ""),
    `export interface ${name} {`,
    ...contract.fields.flatMap((field) => fieldLines(field, "  ")),
    "}",
    "",
    ...comment([`JSON Schema of ${name}.`], ""),
    `export const ${name[0]!.toLowerCase()}${name.slice(1)}Schema: object = ${schema};`,
    "",
  ];
  return { name, text: lines.join("\n") };
}

function fieldLines(field: Field, indent: string): string[] {
  const { description, pii, deprecated } = field;
  const said = [
    ...(description === undefined ? [] : [description]),
    ...(pii ? ["Personal data."] : []),
    ...(deprecated === undefined ? [] : [`@deprecated goes after ${deprecated.until}${reasonOf(deprecated.reason)}`]),
  ];
  const key = /^[A-Za-z_$][\w$]*$/.test(field.name) ? field.name : JSON.stringify(field.name);
  const line = `${indent}readonly ${key}${field.required ? "" : "?"}: ${typeOf(field, indent)};`;
  return [...comment(said, indent), line];
}

function reasonOf(reason: string | undefined): string {
  return reason === undefined ? "" : `: ${reason}`;
}

function typeOf(value: Value, indent: string): string {
  const bare = value.enum ? value.enum.flatMap((one) => literals(value, one)).join(" | ") : bareType(value, indent);
  return value.nullable ? `${bare} | null` : bare;
}

/** An int64 may come as text. */
function literals({ type }: Value, one: string | number): string[] {
  return type === "int64" ? [JSON.stringify(one), JSON.stringify(String(one))] : [JSON.stringify(one)];
}

function bareType(value: Value, indent: string): string {
  switch (value.type) {
    case "boolean":
      return "boolean";
    case "int32":
    case "float":
    case "double":
      return "number";
    case "int64":
    case "decimal":
      return "number | string";
    case "array":
      return `readonly (${typeOf(value.items!, indent)})[]`;
    case "map":
      return `{ readonly [key: string]: ${typeOf(value.values!, indent)} }`;
    case "object":
      return ["{", ...value.fields!.flatMap((field) => fieldLines(field, `${indent}  `)), `${indent}}`].join("\n");
    case "union":
      return value.oneOf!.map((one) => `(${typeOf({ ...one, nullable: false }, indent)})`).join(" | ");
    default:
      return "string";
  }
}

/** Text of a person cannot end the comment. */
function comment(lines: readonly string[], indent: string): string[] {
  if (lines.length === 0) return [];
  return [
    `${indent}/**`,
    ...lines.map((line) => `${indent} * ${oneLine(line).replaceAll("*/", "*\\/")}`),
    `${indent} */`,
  ];
}

function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

function pascal(entity: string): string {
  const name = entity
    .split(/[^A-Za-z0-9]+/)
    .filter((part) => part !== "")
    .map((part) => part[0]!.toUpperCase() + part.slice(1))
    .join("");
  return /^[A-Za-z]/.test(name) ? name : `Record${name}`;
}

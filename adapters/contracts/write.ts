import { stringify } from "yaml";
import type { Contract, Field, Unsaid, Value } from "../../core/contracts/index.ts";

/** A contract as a person would write it: without what is so anyway. Reading the text gives the same contract. */
export function contractYaml(contract: Contract, lost: readonly Unsaid[] = []): string {
  const { fields, ...facts } = contract;
  const { entity, version, compatibility, ...rest } = facts;
  const body = { entity, version, compatibility, ...rest, fields: fields.map(fieldOf) };
  const comments = lost.map(
    ({ path, what }) => `# not carried over: ${oneLine(path === "" ? what : `${path}: ${what}`)}\n`,
  );
  return `${comments.join("")}${stringify(body, { lineWidth: 120, aliasDuplicateObjects: false })}`;
}

/** A comment ends with its line. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\p{Zl}\p{Zp}]+/gu, " ");
}

function fieldOf(field: Field): object {
  const { name, type, required, pii, ...rest } = field;
  return {
    name,
    ...bareOf({ type, ...rest }),
    ...(required ? { required } : {}),
    ...(pii ? { pii } : {}),
  };
}

function bareOf(value: Value): object {
  const { nullable, items, values, oneOf, fields, ...rest } = value;
  return {
    ...rest,
    ...(nullable ? { nullable } : {}),
    ...(items ? { items: bareOf(items) } : {}),
    ...(values ? { values: bareOf(values) } : {}),
    ...(oneOf ? { oneOf: oneOf.map(bareOf) } : {}),
    ...(fields ? { fields: fields.map(fieldOf) } : {}),
  };
}

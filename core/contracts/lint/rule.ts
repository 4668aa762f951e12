import type { Field, Value } from "../model.ts";
import type { ContractPolicy } from "../policy.ts";
import type { Contract } from "../schema.ts";

export type Path = readonly (string | number)[];

export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** What to write there instead, where that is safe. */
  readonly fix?: string;
}

export interface LintInput {
  readonly contract: Contract;
  /** Null where the project has no contracts/policy.yaml. */
  readonly policy: ContractPolicy | null;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

/** One rule, one file. */
export interface Rule {
  readonly id: string;
  readonly level: "error" | "warning";
  readonly run: (input: LintInput) => readonly Finding[];
}

/** Every named field, however deep, with its path. */
export function eachField(fields: readonly Field[], path: Path = ["fields"]): { field: Field; path: Path }[] {
  return fields.flatMap((field, index) => {
    const at = [...path, index];
    return [{ field, path: at }, ...below(field, at)];
  });
}

function below(value: Value, path: Path): { field: Field; path: Path }[] {
  return [
    ...(value.fields ? eachField(value.fields, [...path, "fields"]) : []),
    ...(value.items ? below(value.items, [...path, "items"]) : []),
    ...(value.values ? below(value.values, [...path, "values"]) : []),
    ...(value.oneOf ?? []).flatMap((one, i) => below(one, [...path, "oneOf", i])),
  ];
}

import type { Field, Value } from "../model.ts";
import type { ContractPolicy } from "../policy.ts";
import type { Contract } from "../schema.ts";

export type Path = readonly (string | number)[];

/** A change that says the same thing as it should be said, or takes away what says nothing. */
export type Edit = { readonly kind: "write"; readonly text: string } | { readonly kind: "remove" };

export interface Finding {
  readonly path: Path;
  readonly message: string;
  /** What `--fix` does at the path; only where what the contract means stays as it is. */
  readonly edit?: Edit;
}

export interface LintInput {
  readonly contract: Contract;
  /** Every named field of the contract, however deep. */
  readonly fields: readonly { readonly field: Field; readonly path: Path }[];
  /** Null where the project has no contracts/policy.yaml. */
  readonly policy: ContractPolicy | null;
  /** `YYYY-MM-DD`. */
  readonly today: string;
}

export type Level = "error" | "warning";

/** One rule, one file. */
export interface Rule {
  readonly id: string;
  readonly level: Level;
  /** One sentence: what holds where the rule finds nothing. */
  readonly summary: string;
  readonly run: (input: LintInput) => readonly Finding[];
}

/** A rule on versions beside each other. */
export interface SetRule extends Omit<Rule, "run"> {
  /** @returns the findings of each contract, by its place in the list. */
  readonly run: (contracts: readonly NamedContract[]) => readonly (readonly Finding[])[];
}

export interface NamedContract {
  readonly file: string;
  readonly contract: Contract;
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

/** Every value of a field, itself first, with its path: what arrays and maps hold, and branches; not named fields. */
export function eachValue(value: Value, path: Path): { value: Value; path: Path }[] {
  return [
    { value, path },
    ...(value.items ? eachValue(value.items, [...path, "items"]) : []),
    ...(value.values ? eachValue(value.values, [...path, "values"]) : []),
    ...(value.oneOf ?? []).flatMap((one, i) => eachValue(one, [...path, "oneOf", i])),
  ];
}

import type { Finding, Path, Rule } from "../rule.ts";

export const duplicateEntry: Rule = {
  id: "duplicate-entry",
  level: "warning",
  summary: "No key, purpose or consumer stands twice in its list.",
  run: ({ contract, fields }) => {
    const check = (list: readonly string[] | undefined, path: Path): Finding[] =>
      (list ?? []).flatMap((one, index) =>
        list!.indexOf(one) === index
          ? []
          : [{ path: [...path, index], message: `${one} stands twice`, edit: { kind: "remove" } }],
      );
    return [
      ...check(contract.keys, ["keys"]),
      ...check(contract.consumers, ["consumers"]),
      ...check(contract.purpose, ["purpose"]),
      ...fields.flatMap(({ field, path }) => check(field.purpose, [...path, "purpose"])),
    ];
  },
};

import type { Contract } from "../../schema.ts";
import { eachField, type SetRule } from "../rule.ts";

export const aliasDangling: SetRule = {
  id: "alias-dangling",
  level: "warning",
  summary: "An alias is the name of a field in another version, where others are there to look.",
  run: (contracts) => {
    const byEntity = Map.groupBy(contracts, ({ contract }) => contract.entity);
    return contracts.map(({ contract }) => {
      const others = byEntity.get(contract.entity)!.filter((one) => one.contract.version !== contract.version);
      if (others.length === 0) return [];
      const known = new Set(others.flatMap((one) => namesIn(one.contract)));
      return eachField(contract.fields).flatMap(({ field: { aliases = [] }, path }) =>
        aliases.flatMap((alias, index) =>
          known.has(alias)
            ? []
            : [{ path: [...path, "aliases", index], message: `no other version has a field ${alias}` }],
        ),
      );
    });
  },
};

function namesIn({ fields }: Contract): string[] {
  return eachField(fields).flatMap(({ field: { name, aliases = [] } }) => [name, ...aliases]);
}

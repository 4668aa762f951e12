import { canonicalJson } from "../../../ledger/index.ts";
import type { SetRule } from "../rule.ts";

export const versionNotBumped: SetRule = {
  id: "version-not-bumped",
  level: "error",
  summary: "A version stands for one content.",
  run: (contracts) => {
    const first = new Map<string, { file: string; content: string }>();
    return contracts.map(({ file, contract }) => {
      const { entity, version } = contract;
      const id = JSON.stringify([entity, version]);
      const content = canonicalJson(contract);
      const earlier = first.get(id);
      if (earlier === undefined) first.set(id, { file, content });
      if (earlier === undefined || earlier.content === content) return [];
      const message = `version ${version} of ${entity} stands in ${earlier.file} too, with another content`;
      return [{ path: ["version"], message }];
    });
  },
};

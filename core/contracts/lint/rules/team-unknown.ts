import { nearest } from "../../../text/index.ts";
import type { Path, Rule } from "../rule.ts";

export const teamUnknown: Rule = {
  id: "team-unknown",
  level: "error",
  summary: "Owner and consumers are teams of the policy, where the policy lists them.",
  run: ({ contract: { owner, consumers = [] }, policy }) => {
    const known = policy?.teams;
    if (known === undefined) return [];
    const named: { team: string; path: Path }[] = [
      ...(owner === undefined ? [] : [{ team: owner, path: ["owner"] }]),
      ...consumers.map((team, index) => ({ team, path: ["consumers", index] })),
    ];
    return named.flatMap(({ team, path }) => {
      if (known.includes(team)) return [];
      const guess = nearest(team, known);
      return [{ path, message: `the policy has no team ${team}${guess ? `; is ${guess} meant?` : ""}` }];
    });
  },
};

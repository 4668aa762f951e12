import { type Step, without } from "./step.ts";

export function renameStep(from: string, to: string): Step {
  return {
    consumes: [from],
    produces: [to],
    fields: (fields) => ({ ...without(fields, [from]), [to]: fields[from]! }),
    up: (draft) => {
      const value = draft[from]!;
      delete draft[from];
      draft[to] = value;
    },
    down: (draft) => {
      const value = draft[to]!;
      delete draft[to];
      draft[from] = value;
    },
  };
}

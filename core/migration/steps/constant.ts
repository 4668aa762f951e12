import type { Value } from "../row.ts";
import type { Field } from "../shape.ts";
import { type Step, without } from "./step.ts";

/**
 * Adds a field with one value for rows that come up. On the way down it is left out. A row that is on the new side
 * already keeps what it has there (`insertOnly` of the mapping), so that a later write does not set it back.
 */
export function defaultStep(name: string, value: Value, field: Field): Step {
  return {
    consumes: [],
    produces: [name],
    fields: (fields) => ({ ...fields, [name]: field }),
    up: (draft) => {
      draft[name] = value;
    },
    down: (draft) => {
      delete draft[name];
    },
  };
}

/** Leaves a field out; rows that come down anew get `restore`, rows that are there keep what they have. */
export function dropStep(name: string, restore: Value): Step {
  return {
    consumes: [name],
    produces: [],
    fields: (fields) => without(fields, [name]),
    up: (draft) => {
      delete draft[name];
    },
    down: (draft) => {
      draft[name] = restore;
    },
  };
}

import { InputError } from "../../core/errors/index.ts";
import { type Answer, answerSchema } from "./answer.ts";

/**
 * Reads answers.ndjson. A last line without its line feed is left out: the load was still writing it, or was killed.
 * @throws InputError `answers-malformed` with the line
 */
export function parseAnswers(text: string, file?: string): Answer[] {
  const lines = text.split("\n");
  lines.pop();
  return lines.map((line, index) => {
    try {
      return answerSchema.parse(JSON.parse(line));
    } catch (cause) {
      throw new InputError("answers-malformed", "not an answer of the load", { file, line: index + 1, cause });
    }
  });
}

export interface SwitchQuestion {
  readonly from: string;
  readonly to: string;
  /** Epoch milliseconds: answers from here on count. */
  readonly since: number;
  /** Epoch milliseconds: up to here, when the traffic was switched again later. */
  readonly until?: number;
}

/**
 * `switched`: from `at` on, an answer of the new color, none comes from the old one. `lastOld` is the last answer of
 * the old color since the question's start, null when there was none. `not-yet`: the last answer is of the old color,
 * or none of the new one is there.
 */
export type SwitchSeen =
  | { readonly kind: "switched"; readonly at: number; readonly lastOld: number | null }
  | { readonly kind: "not-yet"; readonly lastOld: number | null };

/**
 * When traffic had moved from one color to the other, as the client saw it: ordered by when it had the answers.
 * Requests without an answer, and answers of the router itself, have no color and do not count.
 */
export function switchSeen(answers: Iterable<Answer>, question: SwitchQuestion): SwitchSeen {
  const { from, to, since, until = Number.POSITIVE_INFINITY } = question;
  const inTime = [...answers].filter(({ done }) => done >= since && done < until);
  let lastOld: number | null = null;
  for (const { color, done } of inTime) if (color === from && (lastOld === null || done > lastOld)) lastOld = done;
  let at: number | null = null;
  for (const { color, done } of inTime)
    if (color === to && (lastOld === null || done > lastOld) && (at === null || done < at)) at = done;
  return at === null ? { kind: "not-yet", lastOld } : { kind: "switched", at, lastOld };
}

/** The client ids of orders that were answered with 201. */
export function acceptedIds(answers: Iterable<Answer>): string[] {
  const ids: string[] = [];
  for (const { kind, outcome, clientId } of answers) if (kind === "place" && outcome === "ok") ids.push(clientId);
  return ids;
}

export interface WriteCount {
  /** Orders that the client knows to be accepted. */
  readonly accepted: number;
  /** Of those, the ones that the database holds. */
  readonly stored: number;
  /** Orders, accepted or not, that the database holds more than once. */
  readonly duplicated: number;
  /** Accepted, and not in the database. */
  readonly lost: number;
  /** In the database, and not known to be accepted: the answer did not reach the client. Neither lost nor wrong. */
  readonly unconfirmed: number;
  /** Up to ten client ids of each kind, for people. */
  readonly samples: { readonly lost: readonly string[]; readonly duplicated: readonly string[] };
}

const SAMPLES = 10;

/**
 * Compares what the client knows with what the database holds.
 * @param accepted client ids, each once
 * @param rows the number of rows of each client id of the run
 */
export function countWrites(accepted: Iterable<string>, rows: ReadonlyMap<string, number>): WriteCount {
  const ids = new Set(accepted);
  const lost = [...ids].filter((id) => (rows.get(id) ?? 0) === 0);
  const duplicated = [...rows].filter(([, count]) => count > 1).map(([id]) => id);
  const unconfirmed = [...rows].filter(([id, count]) => count > 0 && !ids.has(id)).length;
  return {
    accepted: ids.size,
    stored: ids.size - lost.length,
    duplicated: duplicated.length,
    lost: lost.length,
    unconfirmed,
    samples: { lost: lost.slice(0, SAMPLES), duplicated: duplicated.slice(0, SAMPLES) },
  };
}

import { type Calendar, type FreezeWindow, windowCovers, windowsBetween } from "../freeze/index.ts";
import { rfc3339 } from "../time/index.ts";
import type { Authorisation } from "./authorisations.ts";
import { matchUpdates } from "./match.ts";
import { type EngineUpdate, type StackHistory, type StateEdit, touched } from "./update.ts";

export type FindingCode =
  | "unauthorised-deploy"
  | "unauthorised-destroy"
  | "unauthorised-refresh"
  | "unauthorised-import"
  | "decided-otherwise"
  | "state-edited"
  | "clock-differs"
  | "history-missing"
  | "ledger-broken";

/** Something that a freeze forbids and that happened all the same. */
export interface Finding {
  /** The same for the same fact, whenever it is found. */
  readonly id: string;
  readonly code: FindingCode;
  readonly stack: string;
  /** Epoch ms. */
  readonly at: number;
  readonly window: string | null;
  readonly update: string | null;
  readonly text: string;
  readonly next: string;
}

/** An update that was tried in a freeze without a decision and touched nothing. */
export interface Attempt {
  readonly update: EngineUpdate;
  readonly window: string;
}

export interface Judged {
  readonly findings: readonly Finding[];
  readonly attempts: readonly Attempt[];
  /** Updates in a freeze that were allowed. */
  readonly uses: readonly { readonly update: EngineUpdate; readonly by: Authorisation; readonly window: string }[];
}

/** More than a clock drifts between a client and its backend, in ms. */
const clockTolerance = 5 * 60_000;

/**
 * Holds a stack's history against the ledger. An update inside a window that covers the stack, by its config at the time
 * or by that of any update before it, needs a decision of its own.
 * @param calendarsAt the calendars that were in force at an instant, epoch ms
 */
export function judgeHistory(
  { stack, updates, edits }: StackHistory,
  allowed: readonly Authorisation[],
  calendarsAt: (at: number) => readonly Calendar[],
): Judged {
  const ordered = [...updates].sort((a, b) => a.startedAt - b.startedAt || (a.id < b.id ? -1 : 1));
  const matched = matchUpdates(ordered, allowed);
  const findings: Finding[] = [];
  const attempts: Attempt[] = [];
  const uses: Judged["uses"][number][] = [];
  const environments = new Set<string | null>();
  for (const update of ordered) {
    environments.add(update.environment);
    // Where the machine's clock was put back, the backend's own says when it was.
    const skewed = update.recordedAt !== null && Math.abs(update.recordedAt - update.endedAt) > clockTolerance;
    const times = skewed ? [update.startedAt, update.recordedAt!] : [update.startedAt];
    const places = [...environments].map((environment) => ({ stack, service: update.service, environment }));
    const windowAt = (at: number): FreezeWindow | undefined =>
      windowsBetween(calendarsAt(at), at, at + 1).find(({ scope }) =>
        places.some((place) => windowCovers(scope, place)),
      );
    const window = times.map(windowAt).find((found) => found !== undefined);
    if (window === undefined) continue;
    const { name } = window;
    if (skewed) findings.push(finding("clock-differs", update, name, skewText(update), skewNext));
    const by = matched.get(update);
    if (by === undefined) {
      if (update.result === "failed" && touched(update) === 0) attempts.push({ update, window: name });
      else findings.push(unauthorised(update, name));
      continue;
    }
    uses.push({ update, by, window: name });
    const decidedIn = window.startsAt <= by.decidedAt && by.decidedAt < window.endsBefore;
    if (by.rule === "no-window" && decidedIn)
      findings.push(finding("decided-otherwise", update, name, otherwiseText(update, by), otherwiseNext));
  }
  for (const edit of edits) {
    const place = { stack, service: ordered.at(-1)?.service ?? null, environment: null };
    const window = windowsBetween(calendarsAt(edit.before), edit.after, edit.before + 1).find(({ scope }) =>
      [...environments].some((environment) => windowCovers(scope, { ...place, environment })),
    );
    if (window !== undefined) findings.push(edited(edit, window.name));
  }
  findings.push(...missing(stack, matched, allowed));
  return { findings, attempts, uses };
}

function unauthorised(update: EngineUpdate, window: string): Finding {
  const code = (
    { destroy: "unauthorised-destroy", refresh: "unauthorised-refresh", import: "unauthorised-import" } as const
  )[update.kind as "destroy" | "refresh" | "import"] as FindingCode | undefined;
  const how = `${update.policyPack ? "with" : "without"} a policy pack${update.author ? ` by ${update.author}` : ""}`;
  return finding(
    code ?? "unauthorised-deploy",
    update,
    window,
    `${update.kind} of ${update.stack} ${update.result}, ${touched(update)} resources touched, ${how}: the ledger holds no decision for it`,
    "find out who ran it and what it changed; then maestro preview, and rotate the credentials of the state if it was no mistake",
  );
}

function finding(code: FindingCode, update: EngineUpdate, window: string, text: string, next: string): Finding {
  const { stack, id, startedAt } = update;
  return { id: `${code}:${stack}:${id}`, code, stack, at: startedAt, window, update: id, text, next };
}

const skewText = ({ stack, startedAt, recordedAt }: EngineUpdate): string =>
  `the machine's clock said ${rfc3339(startedAt)} when ${stack} was changed, the backend wrote it at ${rfc3339(Math.round(recordedAt! / 1000) * 1000)}`;
const skewNext = "find out who put the clock back";
const otherwiseText = ({ kind, stack }: EngineUpdate, { seq }: Authorisation): string =>
  `${kind} of ${stack} was allowed by entry ${seq} as outside of every window, but the trusted calendar has one`;
const otherwiseNext = "hold the calendar of the time (entry's calendar.digest) against the trusted one";

function edited({ stack, kind, urns, after, before }: StateEdit, window: string): Finding {
  const what = {
    unprotected: "protection was lifted from",
    removed: "was taken out of the state:",
    added: "was put into the state:",
    changed: "was changed in the state:",
  }[kind];
  const shown = urns.slice(0, 5).join(", ") + (urns.length > 5 ? ` and ${urns.length - 5} more` : "");
  return {
    id: `state-edited:${stack}:${kind}:${before}`,
    code: "state-edited",
    stack,
    at: before,
    window,
    update: null,
    text: `${what} ${shown || "the stack"} between ${rfc3339(after)} and ${rfc3339(before)}, by no update of the history`,
    next: "pulumi refresh --preview-only shows how state and world differ; find out who ran pulumi state or pulumi stack import",
  };
}

/** An operation in a freeze that succeeded and is not in the history: somebody removed it from there. */
function missing(
  stack: string,
  matched: ReadonlyMap<EngineUpdate, Authorisation>,
  allowed: readonly Authorisation[],
): Finding[] {
  const found = new Set(matched.values());
  return allowed
    .filter((a) => a.stack === stack && a.succeeded && a.rule !== "no-window" && !found.has(a))
    .map((a) => ({
      id: `history-missing:${stack}:${a.seq}`,
      code: "history-missing" as const,
      stack,
      at: a.from,
      window: null,
      update: null,
      text: `the ledger's entry ${a.seq} says that ${a.kind} of ${stack} was run; the backend's history does not have it`,
      next: "look for a removed stack or removed history files in the backend",
    }));
}

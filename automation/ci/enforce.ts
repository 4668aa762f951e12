import { dirname } from "node:path";
import {
  anyOpen,
  askRegisters,
  readApprovers,
  readMergeApprovals,
  readNamedCalendars,
  readRegisters,
  trustedRefs,
} from "../../adapters/policy/index.ts";
import {
  type Calendar,
  type ClockSource,
  type Decision,
  decideAll,
  type FreezeRequest,
  personOfLogin,
  reviewApprovals,
  ticketId,
  ticketInLabels,
  ticketInText,
} from "../../core/freeze/index.ts";
import type { MergeEvent } from "./event.ts";

/** What is known of a pull request that asks to be merged. */
export interface MergeQuestion {
  /** Absolute path of the calendar; freeze/ lies beside it. */
  readonly config: string;
  /** The calendar as the person named it. */
  readonly configName: string;
  readonly labels: readonly string[];
  /** Given by hand; else it is looked for in labels and text. */
  readonly ticket: string | undefined;
  readonly event: MergeEvent | null;
  /** As GitHub's API lists them; null: none were fetched. */
  readonly reviews: unknown;
  readonly now: number;
  readonly clockSource: ClockSource;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/**
 * May this change be merged now? Calendar, approvers and CAB register are those of the trusted commit and of the working
 * tree, as everywhere; approvals are signatures and reviews that were given for the head commit.
 * @throws InputError, RefusedError, OutsideError: each refuses
 */
export async function enforce(question: MergeQuestion): Promise<Decision> {
  const { now, event } = question;
  const root = dirname(question.config);
  const trusted = await trustedRefs(root);
  const [calendars, registry, registers] = await Promise.all([
    readNamedCalendars(question.config, question.configName, trusted),
    readApprovers(root, trusted),
    readRegisters(root, trusted, question.env),
  ]);
  const headSha = event?.headSha ?? null;
  const ticket = ticketOf(question);
  const plain = ticket.ticket === null ? null : ticketId(ticket.ticket);
  const signed = await readMergeApprovals(root, trusted, registry, headSha, now);
  const reviewed =
    question.reviews === null || plain === null ? [] : reviewApprovals(question.reviews, plain, registry);
  const author = event?.author ?? null;
  const request: FreezeRequest = {
    kind: "merge",
    stack: null,
    service: null,
    // What is merged goes to production; which services it reaches is not known here, so every window of theirs holds.
    environment: "production",
    labels: question.labels,
    ...ticket,
    ticketAnswer: await askRegisters(registers, anyOpen(calendars, now) ? ticket.ticket : null, now),
    carveOut: claimed(question.labels, calendars),
    author: author === null ? null : (personOfLogin(author, registry) ?? author),
    headSha,
    clockSource: question.clockSource,
  };
  return decideAll(calendars, [...signed, ...reviewed], request, now);
}

function ticketOf({ ticket, labels, event }: MergeQuestion): Pick<FreezeRequest, "ticket" | "ticketSource"> {
  if (ticket !== undefined && ticket.trim() !== "") return { ticket, ticketSource: "argument" };
  const inLabels = ticketInLabels(labels);
  if (inLabels !== null) return { ticket: inLabels, ticketSource: "label" };
  const inBody = ticketInText(event?.body ?? "");
  return inBody === null ? { ticket: null, ticketSource: null } : { ticket: inBody, ticketSource: "body" };
}

/** A label that is a carve-out's name claims it, and asserts nothing: the refusal can then say who has to. */
function claimed(
  labels: readonly string[],
  calendars: readonly Calendar[],
): NonNullable<FreezeRequest["carveOut"]> | null {
  const known = new Set(calendars.flatMap(({ windows }) => windows.flatMap(({ carveOuts }) => carveOuts)));
  const category = labels.find((label) => known.has(label));
  return category === undefined ? null : { category, assertedBy: "label" };
}

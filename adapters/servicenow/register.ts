import * as z from "zod";
import {
  answerOf,
  type CabTicket,
  type ServiceNow,
  type TicketAnswer,
  type TicketRegister,
} from "../../core/freeze/index.ts";
import { readTime } from "../../core/time/index.ts";

/** `2026-12-20 10:00:00` in UTC, as the Table API gives raw values; empty: none. */
const instant = z.string().transform((text, context): number | null => {
  if (text === "") return null;
  const outcome = readTime(`${text.replace(" ", "T")}Z`, undefined, "start");
  if (outcome.ok) return outcome.time.at;
  context.addIssue({ code: "custom", message: "expected a time such as 2026-12-20 10:00:00" });
  return z.NEVER;
});

const answerSchema = z.object({
  result: z.array(
    z.object({
      number: z.string(),
      /** -5 new, -4 assess, -3 authorize, -2 scheduled, -1 implement, 0 review, 3 closed, 4 canceled. */
      state: z.string(),
      /** not requested, requested, approved, rejected, … */
      approval: z.string(),
      start_date: instant,
      end_date: instant,
    }),
  ),
});

/**
 * ServiceNow's change requests as a CAB register: approved, in state scheduled or implement, and within planned start and
 * end. Whatever else comes – no token, another status, a redirect, no JSON, a number twice, no answer in time – is
 * "unavailable", which refuses.
 * Source: ServiceNow REST Table API, `GET /api/now/table/change_request`.
 */
export function serviceNowRegister(
  { url, tokenEnv, timeoutMs }: ServiceNow,
  env: Readonly<Record<string, string | undefined>>,
): TicketRegister {
  const name = `ServiceNow at ${new URL(url).host}`;
  return {
    name,
    ask: async (ticket, now) => {
      const unavailable = (text: string): TicketAnswer => ({ status: "unavailable", name, text });
      const token = env[tokenEnv];
      if (!token) return unavailable(`${tokenEnv} is not set`);
      const query = new URLSearchParams({
        sysparm_query: `number=${ticket}`,
        sysparm_fields: "number,state,approval,start_date,end_date",
        sysparm_display_value: "false",
        sysparm_exclude_reference_link: "true",
        sysparm_limit: "2",
      });
      try {
        const response = await fetch(`${url}/api/now/table/change_request?${query}`, {
          headers: { accept: "application/json", authorization: `Bearer ${token}` },
          // A redirect would carry the question, and its trust, elsewhere.
          redirect: "error",
          signal: AbortSignal.timeout(timeoutMs),
        });
        if (!response.ok) return unavailable(`it answered ${response.status}`);
        const parsed = answerSchema.safeParse(JSON.parse(await response.text()));
        if (!parsed.success) return unavailable("its answer is not of the documented shape");
        const { result } = parsed.data;
        if (result.length === 0) return { status: "unknown", name };
        const [change, other] = result;
        if (other !== undefined || change!.number !== ticket) return unavailable("its answer is about another ticket");
        return answerOf(ticketOf(change!), name, now);
      } catch (error) {
        const timedOut = (error as Error).name === "TimeoutError";
        return unavailable(timedOut ? `no answer within ${timeoutMs} ms` : "it could not be asked");
      }
    },
  };
}

function ticketOf(change: z.output<typeof answerSchema>["result"][number]): CabTicket {
  const live = change.state === "-2" || change.state === "-1";
  const status =
    change.approval === "rejected"
      ? "rejected"
      : change.approval !== "approved"
        ? "requested"
        : live
          ? "approved"
          : "closed";
  // The end is the last second planned.
  return {
    id: change.number,
    status,
    startsAt: change.start_date,
    endsBefore: change.end_date === null ? null : change.end_date + 1000,
  };
}

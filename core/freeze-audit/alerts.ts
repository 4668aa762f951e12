import type { Message, NotifyConfig } from "../outbox/index.ts";
import { rfc3339 } from "../time/index.ts";
import type { Finding } from "./findings.ts";

/** One alert a finding for each sink that wants alerts; its id follows from the finding, so that it is told once. */
export function alertsOf(findings: readonly Finding[], { sinks }: NotifyConfig): Message[] {
  return findings.flatMap(({ id, code, stack, at, window, text, next }) =>
    sinks
      .filter(({ on }) => on.includes("alert"))
      .map(
        ({ name }): Message => ({
          id: `freeze-audit:${id}`.slice(0, 200),
          topic: "alert",
          sink: name,
          title: `Change freeze: ${code} on ${stack}`,
          text: `${text}\n\nNext: ${next}`,
          facts: { code, stack, at: rfc3339(at), window },
          attachments: [],
          at,
        }),
      ),
  );
}

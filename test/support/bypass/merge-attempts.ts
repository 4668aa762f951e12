import { join } from "node:path";
import { stringify } from "yaml";
import type { Attempt } from "./attempt.ts";
import { type BypassWorld, window } from "./world.ts";

const approved = '["FREEZE-APPROVED"]';
const merge = (
  id: string,
  what: string,
  args: readonly string[] | ((w: BypassWorld) => Promise<readonly string[]>),
  says: string,
): Attempt => ({
  id,
  way: "merge",
  what,
  expect: "refused",
  says,
  run: async (w) => w.check(id, typeof args === "function" ? await args(w) : args),
});
const event =
  (body: string, more: object = {}) =>
  async (w: BypassWorld): Promise<readonly string[]> => {
    const text = JSON.stringify({
      pull_request: {
        body,
        labels: [{ name: "FREEZE-APPROVED" }],
        head: { sha: "b".repeat(40) },
        user: { login: "dev" },
        ...more,
      },
    });
    return ["--event", await w.outside("event.json", text)];
  };
const noTicket = "names no CAB ticket";
const noLabel = "the label FREEZE-APPROVED is missing";

/** The clock is an argument here, since this check only answers: at the edges of a local time that exists twice or not at all. */
const edge = (id: string, what: string, start: string, end: string, now: string): Attempt =>
  merge(
    id,
    what,
    async (w) => {
      await w.project.write("freeze.yaml", stringify({ freeze: { name: "edge", start, end, zone: "Europe/Berlin" } }));
      return ["--labels", "null", "--now", now];
    },
    noLabel,
  );

/** The pull-request check. */
export const mergeAttempts: readonly Attempt[] = [
  merge("label-alone", "the label without a ticket", ["--labels", approved], noTicket),
  merge("ticket-alone", "a ticket without the label", ["--labels", "[]", "--ticket", "CAB-20"], noLabel),
  merge(
    "label-lookalike",
    "a label with a Cyrillic A",
    ["--labels", '["FREEZE-\u0410PPROVED"]', "--ticket", "CAB-20"],
    noLabel,
  ),
  merge(
    "label-zero-width",
    "a label with a zero-width space",
    ["--labels", '["FREEZE-\u200bAPPROVED"]', "--ticket", "CAB-20"],
    noLabel,
  ),
  merge("label-case", "the label in lower case", ["--labels", '["freeze-approved"]', "--ticket", "CAB-20"], noLabel),
  merge(
    "label-part",
    "the label within another",
    ["--labels", '["NOT-FREEZE-APPROVED"]', "--ticket", "CAB-20"],
    noLabel,
  ),
  merge(
    "labels-broken",
    "labels that are no JSON",
    ["--labels", "[FREEZE-APPROVED]", "--ticket", "CAB-20"],
    "labels are not JSON",
  ),
  merge("labels-empty", "labels from an empty variable", ["--labels", "", "--ticket", "CAB-20"], "labels are not JSON"),
  merge(
    "labels-object",
    "labels that are an object",
    ["--labels", '{"name": "FREEZE-APPROVED"}', "--ticket", "CAB-20"],
    "must be a list",
  ),
  merge("labels-null", "labels null", ["--labels", "null", "--ticket", "CAB-20"], noLabel),
  merge("ticket-comment", "the ticket in an HTML comment", event("<!--\nCAB: CAB-20\n-->"), noTicket),
  merge("ticket-open-comment", "the ticket after a comment that never ends", event("<!-- \nCAB: CAB-20"), noTicket),
  merge(
    "ticket-prose",
    "the ticket in running text",
    event("this has nothing to do with CAB: CAB-20 at all"),
    noTicket,
  ),
  merge(
    "ticket-shape",
    "a ticket that is none",
    ["--labels", approved, "--ticket", "CAB-"],
    "is not the id of a CAB ticket",
  ),
  merge(
    "later-push",
    "a label given before a later push, where the window wants an approval of the head",
    async (w) => {
      await w.project.write("freeze.yaml", stringify({ freeze: [{ ...window, approvals: 1 }] }));
      return event("CAB: CAB-20")(w);
    },
    "0 of 1 approvals",
  ),
  merge(
    "config-none",
    "--config of a file that is not there",
    ["--config", "none.yaml", "--labels", approved],
    "there is no none.yaml",
  ),
  merge(
    "config-folder",
    "--config of a folder",
    async (w) => ["--config", join(w.dir, "freeze"), "--labels", approved],
    "not a regular file",
  ),
  edge(
    "dst-twice",
    "an end at a local time that exists twice, in its second hour",
    "2026-10-20T00:00:00",
    "2026-10-25T02:30:00",
    "2026-10-25T01:15:00Z",
  ),
  edge(
    "dst-never",
    "a start at a local time that does not exist",
    "2026-03-29T02:30:00",
    "2026-04-02T00:00:00",
    "2026-03-29T00:45:00Z",
  ),
  edge(
    "last-second",
    "the last second of the window",
    "2026-12-18T00:00:00",
    "2026-12-27T23:59:59",
    "2026-12-27T22:59:59.999Z",
  ),
];

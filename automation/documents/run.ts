import * as z from "zod";
import { RUN_STATES, STEP_STATES } from "../../core/cutover/index.ts";
import { instant } from "./envelope.ts";

const color = z.enum(["blue", "green"]);
const side = z.looseObject({ color, version: z.string() });
const count = z.int().min(0);
const ms = z.number().min(0);
const reason = z.looseObject({ code: z.string(), text: z.string() });

const step = z.looseObject({
  id: z.string(),
  state: z.enum([...STEP_STATES, "backout"]),
  weight: z.int().min(0).max(100).describe("percent of requests that the new version answers after the step"),
  startedAt: instant.nullable(),
  endedAt: instant.nullable(),
  outcome: z.enum(["pending", "running", "done", "failed"]),
  aca: z
    .looseObject({
      verdict: z.enum(["pass", "fail", "inconclusive", "error"]),
      score: z.number().min(0).max(1).nullable(),
      samples: z.looseObject({ baseline: count, canary: count }),
      looks: count,
      text: z.string(),
      artifactDigest: z.string().nullable(),
    })
    .nullable()
    .describe("the last look of a judged step"),
});

const flip = z.looseObject({
  from: color,
  to: color,
  setConfigAt: instant.nullable(),
  trafficAt: instant
    .nullable()
    .describe("the first answer of the new color after which none comes from the old, as the load's client saw it"),
  ms: ms.nullable().describe("from setConfigAt to trafficAt"),
  upMs: ms.nullable(),
  packMs: ms.nullable(),
});

const traffic = z.looseObject({
  requests: count,
  failed: count,
  failedBySwitch: count.describe("failures that no version is to blame for: resets, timeouts, the router's own errors"),
  byColor: z.record(z.string(), count),
  seenBy: z.enum(["client", "router", "nobody"]),
});

const writes = z.looseObject({
  accepted: count.describe("orders that the client knows to be accepted"),
  stored: count,
  duplicated: count,
  lost: count,
});

const state = z.enum(RUN_STATES).exclude(["finished", "refused"]);

/** A cutover: what `cutover start|status|resume|hold|promote|backout` print beside the envelope, and run.json. */
export const runSchema = z.looseObject({
  runId: z.string().describe("sorts by start time"),
  group: z.string().nullable(),
  service: z.string(),
  stack: z.string(),
  from: side,
  to: side,
  state,
  outcome: z.enum(["finished", "backedOut", "held", "refused", "running"]),
  activeColor: color,
  reason: reason.nullable(),
  pid: count,
  startedAt: instant,
  endedAt: instant.nullable(),
  fencingToken: count,
  planDigest: z.string(),
  resumes: count,
  steps: z.array(step),
  flips: z.array(flip),
  traffic,
  writes: writes.nullable().describe("null while the run is open, or where no load of ours wrote"),
  backout: z.looseObject({ breachAt: instant.nullable(), restoredAt: instant.nullable(), ms }).nullable(),
  wayBack: z
    .looseObject({ safety: z.enum(["safe", "reverse-sync-first", "past-return", "closed"]), text: z.string() })
    .nullable()
    .optional()
    .describe("how far a backout is possible now; null once the run has ended"),
  ledger: z.looseObject({
    path: z.string().describe("the original"),
    head: z.string(),
    entries: count.describe("of this run"),
    verified: z.boolean(),
  }),
  artifacts: z.array(z.string()),
});

/** What `cutover plan` prints: a run that has not begun, and its plan in full. */
export const planDocumentSchema = runSchema.extend({
  startedAt: z.null(),
  traffic: z.null(),
  plan: z.looseObject({ name: z.string(), steps: z.array(z.looseObject({ id: z.string(), state: z.string() })) }),
  expected: z
    .looseObject({
      steps: z.array(
        z.looseObject({
          step: z.string(),
          operations: z.array(
            z.looseObject({
              op: z.enum(["create", "update", "replace", "delete"]),
              type: z.string(),
              name: z.string(),
              inputs: z.array(z.string()),
            }),
          ),
          same: count,
        }),
      ),
      refused: z.looseObject({ step: z.string(), code: z.string(), text: z.string() }).nullable(),
    })
    .nullable()
    .optional()
    .describe("what pulumi preview says that each step would change; null with --no-preview"),
});

/** What `cutover history` prints: the runs of a stack, oldest first. */
export const historySchema = z.looseObject({ runs: z.array(runSchema.omit({ steps: true })) });

/** What `demo` prints: the run's document and what was not as it should be. */
export const demoSchema = runSchema.extend({
  scenario: z.string(),
  shortcomings: z.array(z.string()).describe("empty when the scenario ended as it should; exit 1 when not"),
});

/** What `cutover group start|resume` print. */
export const groupDocumentSchema = z.looseObject({
  group: z.string(),
  outcome: z.enum(["finished", "backedOut", "refused", "mixed", "held"]),
  reason: z.string(),
  members: z.array(
    z.looseObject({
      stack: z.string(),
      service: z.string(),
      to: z.string(),
      runId: z.string().nullable(),
      outcome: z.enum(["waiting", "running", "held", "finished", "backedOut", "refused"]),
    }),
  ),
});

import * as fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  type Calendar,
  decide,
  type Exception,
  type FreezeRequest,
  type FreezeWindow,
} from "../../../core/freeze/index.ts";

const minute = 60_000;
const origin = Date.parse("2025-12-01T00:00:00Z");
const horizon = 300;
const places = {
  stack: ["prod", "stage"],
  service: ["orders", "search"],
  environment: ["production", "staging"],
} as const;

const scope = fc.record({
  stacks: fc.option(fc.subarray([...places.stack], { minLength: 1 }), { nil: undefined }),
  services: fc.option(fc.subarray([...places.service], { minLength: 1 }), { nil: undefined }),
  environments: fc.option(fc.subarray([...places.environment], { minLength: 1 }), { nil: undefined }),
  tenantClasses: fc.constant(undefined),
});
const exception: fc.Arbitrary<Exception> = fc.record({
  id: fc.uuid(),
  ticket: fc.constantFrom("CAB-1", "CAB-2"),
  scope,
  startsAt: fc.constant(null),
  expiresAt: fc.nat(horizon).map((m) => origin + m * minute),
  carveOut: fc.constant(null),
  approvedBy: fc.subarray(["alice", "bob"]),
  reason: fc.constant(null),
  maxCanaryWeight: fc.constant(null),
  minAcaScore: fc.constant(null),
});
const window: fc.Arbitrary<FreezeWindow> = fc
  .record({
    name: fc.uuid(),
    from: fc.nat(horizon),
    length: fc.integer({ min: 1, max: 100 }),
    scope,
    approvals: fc.option(fc.integer({ min: 1, max: 2 }), { nil: null }),
    approvers: fc.option(fc.constant(["alice"]), { nil: null }),
    ticketOnly: fc.boolean(),
    exceptions: fc.array(exception, { maxLength: 4 }),
  })
  .map(({ from, length, ...rest }) => {
    const end = origin + (from + length) * minute;
    return {
      ...rest,
      startsAt: origin + from * minute,
      endsBefore: end,
      end,
      endInclusive: false,
      zone: "UTC",
      carveOuts: [],
    };
  });
const calendar = fc.array(window, { maxLength: 8 }).map((windows): Calendar => ({ windows, source: null }));
const request: fc.Arbitrary<FreezeRequest> = fc.record({
  kind: fc.constantFrom("deploy", "destroy", "merge", "backout"),
  stack: fc.constantFrom(...places.stack),
  service: fc.constantFrom(...places.service),
  environment: fc.constantFrom(...places.environment),
  labels: fc.subarray(["FREEZE-APPROVED", "bug"]),
  ticket: fc.constantFrom(null, "CAB-1", "CAB-2", "nonsense"),
  ticketSource: fc.constant("config"),
});
const instant = fc.nat(horizon * minute).map((ms) => origin + ms);

/** Minute by minute: which windows hold over each minute of the horizon for a request. */
function frozenMinutes(windows: readonly FreezeWindow[], r: FreezeRequest): Set<number> {
  const minutes = new Set<number>();
  for (const w of windows) {
    const within = (list: readonly string[] | undefined, value: string | null): boolean =>
      list?.includes(value ?? "") ?? true;
    const covers =
      within(w.scope.stacks, r.stack) &&
      within(w.scope.services, r.service) &&
      (w.scope.environments ?? ["production"]).includes(r.environment ?? "");
    for (let m = 0; covers && m <= horizon * 2; m++) {
      const at = origin + m * minute;
      if (at >= w.startsAt && at < w.endsBefore) minutes.add(m);
    }
  }
  return minutes;
}

describe("decide", () => {
  it("is in a window exactly where a minute-by-minute count says so", () => {
    fc.assert(
      fc.property(calendar, request, instant, (c, r, now) => {
        const minuteOf = Math.floor((now - origin) / minute);
        expect(decide(c, [], r, now).inWindow).toBe(frozenMinutes(c.windows, r).has(minuteOf));
      }),
      { numRuns: 500 },
    );
  });

  it("never permits by one more window what was refused", () => {
    fc.assert(
      fc.property(calendar, window, fc.nat(8), request, instant, (c, more, index, r, now) => {
        fc.pre(decide(c, [], r, now).decision === "deny");
        const windows = [...c.windows.slice(0, index), more, ...c.windows.slice(index)];
        expect(decide({ ...c, windows }, [], r, now).decision).toBe("deny");
      }),
      { numRuns: 500 },
    );
  });

  it("never permits in a window without a well-formed ticket, and never a merge without the label", () => {
    fc.assert(
      fc.property(calendar, request, instant, (c, r, now) => {
        const { decision, inWindow } = decide(c, [], r, now);
        if (!inWindow || r.kind === "backout" || decision === "deny") return;
        expect(r.ticket).toMatch(/^CAB-\d$/);
        if (r.kind === "merge") expect(r.labels).toContain("FREEZE-APPROVED");
      }),
      { numRuns: 1000 },
    );
  });

  it("always permits a backout, and anything outside every window", () => {
    fc.assert(
      fc.property(calendar, request, instant, (c, r, now) => {
        const decision = decide(c, [], r, now);
        if (r.kind === "backout" || !decision.inWindow) expect(decision.decision).toBe("allow");
      }),
    );
  });

  it("gives a next step with every refusal", () => {
    fc.assert(
      fc.property(calendar, request, instant, (c, r, now) => {
        const { decision, reasons } = decide(c, [], r, now);
        if (decision === "deny") expect(reasons.length > 0 && reasons.every(({ next }) => next)).toBe(true);
      }),
    );
  });
});

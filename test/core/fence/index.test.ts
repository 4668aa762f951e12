import { describe, expect, it } from "vitest";
import { advanceFence, claimsBackout, type FenceClaim, type FenceState } from "../../../core/fence/index.ts";

const claim = (over: Partial<FenceClaim> = {}): FenceClaim => ({
  token: 1,
  runId: null,
  preRunDigest: null,
  configDigest: "sha256:pre",
  ...over,
});
const state = (over: Partial<FenceState> = {}): FenceState => ({ ...claim(), backedOut: null, ...over });
const open = state({ token: 2, runId: "r1", preRunDigest: "sha256:pre", configDigest: "sha256:canary" });
const codeOf = (run: () => unknown): string => {
  try {
    run();
  } catch (error) {
    return (error as { code: string }).code;
  }
  return "accepted";
};

describe("advanceFence", () => {
  it("accepts a first deploy", () => {
    expect(advanceFence(null, claim())).toEqual(state());
  });

  it("refuses a token lower than the stored one and accepts the same or a higher one", () => {
    expect(codeOf(() => advanceFence(state({ token: 5 }), claim({ token: 4 })))).toBe("fence-stale-token");
    expect(codeOf(() => advanceFence(state({ token: 5 }), claim({ token: 5 })))).toBe("accepted");
    expect(codeOf(() => advanceFence(state({ token: 5 }), claim({ token: 6 })))).toBe("accepted");
  });

  it("opens a run only on the config that is deployed", () => {
    const opening = claim({ token: 2, runId: "r1", preRunDigest: "sha256:pre", configDigest: "sha256:canary" });
    expect(advanceFence(state(), opening)).toEqual(open);
    expect(codeOf(() => advanceFence(state({ configDigest: "sha256:other" }), opening))).toBe("fence-run-changed");
    expect(codeOf(() => advanceFence(null, opening))).toBe("fence-run-changed");
  });

  it("keeps an open run's pre-run digest and refuses another run meanwhile", () => {
    const step = claim({ token: 2, runId: "r1", preRunDigest: "sha256:pre", configDigest: "sha256:flip" });
    expect(advanceFence(open, step).preRunDigest).toBe("sha256:pre");
    expect(codeOf(() => advanceFence(open, { ...step, preRunDigest: "sha256:x" }))).toBe("fence-run-changed");
    expect(codeOf(() => advanceFence(open, { ...step, runId: "r2" }))).toBe("fence-run-open");
  });

  it("accepts a backout of the open run to its stored digest, closes the run and remembers it", () => {
    const backout = claim({ token: 2, runId: "r1", preRunDigest: "sha256:pre", configDigest: "sha256:pre" });
    expect(claimsBackout(backout)).toBe(true);
    const closed = advanceFence(open, backout);
    expect(closed).toMatchObject({ runId: null, preRunDigest: null, backedOut: "r1", configDigest: "sha256:pre" });
    expect(codeOf(() => advanceFence(closed, backout))).toBe("fence-not-a-backout");
  });

  it("refuses a backout claim without an open run, of another run, or to another config", () => {
    const forged = claim({ token: 9, runId: "r1", preRunDigest: "sha256:evil", configDigest: "sha256:evil" });
    expect(codeOf(() => advanceFence(open, forged))).toBe("fence-not-a-backout");
    expect(codeOf(() => advanceFence(state(), forged))).toBe("fence-not-a-backout");
    expect(codeOf(() => advanceFence(null, forged))).toBe("fence-not-a-backout");
    expect(
      codeOf(() =>
        advanceFence(open, { ...forged, runId: "r2", preRunDigest: "sha256:pre", configDigest: "sha256:pre" }),
      ),
    ).toBe("fence-not-a-backout");
  });

  it("closes the run when a change carries no pre-run digest", () => {
    const finish = claim({ token: 2, runId: "r1", configDigest: "sha256:new" });
    expect(advanceFence(open, finish)).toMatchObject({ preRunDigest: null, configDigest: "sha256:new" });
  });
});

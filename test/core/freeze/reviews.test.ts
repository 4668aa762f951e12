import { describe, expect, it } from "vitest";
import { NO_APPROVERS } from "../../../core/attest/index.ts";
import { reviewApprovals } from "../../../core/freeze/index.ts";
import { keyPair, registryOf } from "../../support/attest-keys.ts";

const review = (id: number, login: string | null, state: string, commit = "abc", association = "MEMBER") => ({
  id,
  state,
  commit_id: commit,
  user: login === null ? null : { login },
  author_association: association,
});
const approvers = (given: unknown, registry = NO_APPROVERS) =>
  reviewApprovals(given, "CAB-1", registry).map(({ approver, headSha }) => `${approver}@${headSha}`);

describe("reviewApprovals", () => {
  it("takes of each reviewer the last word, for the commit that it was given for", () => {
    expect(
      approvers([
        review(1, "ann", "APPROVED", "old"),
        review(2, "bo", "APPROVED"),
        review(3, "ann", "APPROVED"),
        review(4, "bo", "CHANGES_REQUESTED"),
        review(5, "cy", "APPROVED"),
        review(6, "cy", "COMMENTED"),
        review(7, "di", "DISMISSED"),
        review(8, null, "APPROVED"),
        review(9, "eve", "APPROVED", "abc", "CONTRIBUTOR"),
        review(10, "fay", "PENDING"),
      ]),
    ).toEqual(["ann@abc", "cy@abc"]);
  });

  it("counts registered people only, under their own id, where people are registered", () => {
    const publicKey = () => keyPair().publicPem;
    const registry = registryOf(
      { id: "alice", github: "ann-gh", roles: ["cab"], publicKey: publicKey() },
      { id: "bo", roles: ["cab"], publicKey: publicKey() },
    );
    const given = [review(1, "Ann-GH", "APPROVED"), review(2, "bo", "APPROVED"), review(3, "alice", "APPROVED")];
    expect(approvers(given, registry)).toEqual(["alice@abc", "bo@abc"]);
  });

  it.each([
    [{}, "reviews"],
    [null, "reviews"],
    [[1], "reviews[0]"],
    [[{ user: { login: "a" } }], "reviews[0].state"],
    [[{ state: "APPROVED", user: "a" }], "reviews[0].user"],
    [[{ state: "APPROVED", user: {} }], "reviews[0].user.login"],
    [[{ state: "APPROVED", user: { login: "a" } }], "reviews[0].author_association"],
  ])("refuses %j, naming the field", (given, field) => {
    expect(() => reviewApprovals(given, "CAB-1", NO_APPROVERS)).toThrowError(
      expect.objectContaining({ code: "reviews-invalid", field, next: expect.any(String) }),
    );
  });
});

import type { ApproverRegistry } from "../attest/index.ts";
import { InputError } from "../errors/index.ts";
import type { Approval } from "./decision.ts";

/** Far enough: a review does not expire, it is bound to a commit. */
const never = 8.64e15;
/** Who may write to the repository; anybody at all can review a public one. */
const insiders = ["OWNER", "MEMBER", "COLLABORATOR"];

/**
 * A pull request's reviews, as GitHub's API lists them, as approvals of the commit that each was given for: of each
 * reviewer the last word counts. Where people are registered, only they approve, under their own id, so that a review and
 * a signature of one person are one approval.
 * @param given `GET /repos/{owner}/{repo}/pulls/{n}/reviews`
 * @param ticket the change's: a review is of one pull request and so of its ticket
 * @throws InputError `reviews-invalid`, naming the field
 */
export function reviewApprovals(given: unknown, ticket: string, registry: ApproverRegistry): Approval[] {
  if (!Array.isArray(given)) throw invalid("reviews", "must be the list that GitHub's API gives");
  const last = new Map<string, { state: string; commit: string; id: string }>();
  for (const [index, review] of given.entries()) {
    const at = `reviews[${index}]`;
    const { id, state, commit_id: commit, user, author_association: association } = fields(review, at);
    if (typeof state !== "string") throw invalid(`${at}.state`, "must be a string");
    // A deleted account has no user.
    if (user === null || user === undefined) continue;
    const login = fields(user, `${at}.user`).login;
    if (typeof login !== "string") throw invalid(`${at}.user.login`, "must be a string");
    if (!["APPROVED", "CHANGES_REQUESTED", "DISMISSED"].includes(state)) continue;
    if (typeof association !== "string") throw invalid(`${at}.author_association`, "must be a string");
    if (!insiders.includes(association)) continue;
    last.set(login.toLowerCase(), { state, commit: typeof commit === "string" ? commit : "", id: String(id) });
  }
  return [...last].flatMap(([login, { state, commit, id }]): Approval[] => {
    const approver = personOfLogin(login, registry);
    if (state !== "APPROVED" || commit === "" || approver === null) return [];
    return [
      {
        id: `review ${id}`,
        ticket,
        approver,
        role: null,
        category: null,
        stack: null,
        headSha: commit,
        expiresAt: never,
        revokedAt: null,
      },
    ];
  });
}

/** The id of the person with a GitHub login; null: nobody who may approve. Where nobody is registered, the login. */
export function personOfLogin(login: string, { approvers }: ApproverRegistry): string | null {
  if (approvers.length === 0) return login;
  const wanted = login.toLowerCase();
  return approvers.find(({ id, github }) => (github ?? id).toLowerCase() === wanted)?.id ?? null;
}

function fields(value: unknown, at: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null) throw invalid(at, "must be an object");
  return value as Record<string, unknown>;
}

function invalid(field: string, what: string): InputError {
  return new InputError("reviews-invalid", `${field} ${what}`, {
    field,
    next: "gh api repos/{owner}/{repo}/pulls/{n}/reviews > reviews.json",
  });
}

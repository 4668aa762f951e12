import { payloadId, signRevocation } from "../../../core/attest/index.ts";
import type { Attempt } from "./attempt.ts";
import { type BypassWorld, base } from "./world.ts";

const nobody = "nobody has approved CAB ticket";
const ticket = { ...base, change: { ticket: "CAB-20" } };

/** A raw `up` whose config names a ticket, with what `prepare` put beside it. */
const approval = (
  id: string,
  what: string,
  prepare: (w: BypassWorld) => Promise<unknown>,
  options: { config?: Record<string, unknown>; says?: string } = {},
): Attempt => ({
  id,
  way: "approval",
  what,
  expect: "refused",
  says: options.says ?? nobody,
  run: async (w) => {
    await w.project.config(options.config ?? ticket);
    await prepare(w);
    return w.up();
  },
});
const rfc = (ms: number): string => new Date(ms).toISOString().replace(/\.\d{3}Z/, "Z");

/** Tickets and signed approvals that are not this change's. */
export const approvalAttempts: readonly Attempt[] = [
  approval("ticket-typed", "a ticket that nobody approved", async () => undefined),
  approval("ticket-malformed", "a ticket that is none", async () => undefined, {
    config: { ...base, change: { ticket: "CAB" } },
    says: "is not the id of a CAB ticket",
  }),
  approval("exception-expired", "the ticket of an expired exception", async () => undefined, {
    config: { ...base, change: { ticket: "CAB-10" } },
    says: "expired at 2021-01-01",
  }),
  approval("exception-other-stack", "the ticket of another stack's exception", async () => undefined, {
    config: { ...base, change: { ticket: "CAB-11" } },
    says: "does not cover",
  }),
  approval("forged", "a signed approval with another ticket written into it", async (w) => {
    const envelope = JSON.parse(await w.approve("x", { predicate: { ticket: "CAB-19" } })) as { payload: string };
    const payload = Buffer.from(envelope.payload, "base64").toString().replace("CAB-19", "CAB-20");
    const text = JSON.stringify({ ...envelope, payload: Buffer.from(payload).toString("base64") });
    await w.project.write("freeze/approvals/x.json", text);
  }),
  approval("self-signed", "an approval signed with an own key", (w) =>
    w.approve("x", { signer: w.keys.mallory.signer }),
  ),
  approval("own-approver", "an own key put into freeze/approvers.yaml", async (w) => {
    const approvers = await w.read("freeze/approvers.yaml");
    const key = w.keys.mallory.publicPem.trim().replaceAll("\n", "\n      ");
    const entry = `  - id: mallory\n    roles: [cab]\n    publicKey: |\n      ${key}\n`;
    await w.project.write("freeze/approvers.yaml", approvers + entry);
    await w.approve("x", { signer: w.keys.mallory.signer, predicate: { approver: "mallory" } });
  }),
  approval("speaks-for-other", "an approver's key that speaks for another", (w) =>
    w.approve("x", { signer: w.keys.bob.signer }),
  ),
  approval("role-claimed", "a role that the approver does not have", (w) =>
    w.approve("x", { predicate: { role: "code-owner" } }),
  ),
  approval("self-approved", "an approval by who asked for it", (w) =>
    w.approve("x", { predicate: { requestedBy: "alice" } }),
  ),
  approval("expired", "an approval that has expired", (w) =>
    w.approve("x", { predicate: { issuedAt: rfc(Date.now() - 7_200_000), expiresAt: rfc(Date.now() - 3_600_000) } }),
  ),
  approval("not-yet", "an approval dated tomorrow", (w) =>
    w.approve("x", { predicate: { issuedAt: rfc(Date.now() + 86_400_000), expiresAt: rfc(Date.now() + 90_000_000) } }),
  ),
  approval("replayed-ticket", "the approval of another ticket", (w) =>
    w.approve("x", { predicate: { ticket: "CAB-19" } }),
  ),
  approval("replayed-stack", "the approval of another stack", (w) =>
    w.approve("x", { predicate: { target: "billing" } }),
  ),
  approval("replayed-tree", "an approval of the source tree before a change", async (w) => {
    await w.approve("x");
    await w.project.write("app.txt", "changed after it was approved\n");
  }),
  approval("replayed-config", "an approval of another config", (w) =>
    w.approve("x", { config: { ...base, flags: { other: true } } }),
  ),
  approval("wrong-purpose", "an approval of a budget", (w) => w.approve("x", { predicate: { purpose: "budget" } })),
  approval("revoked", "an approval that was revoked", async (w) => {
    const text = await w.approve("x");
    await w.project.write("freeze/approvals/x-revoked.json", revocationOf(w, text));
  }),
  approval("revocation-removed", "a revoked approval whose revocation was deleted here", async (w) => {
    const text = await w.approve("x");
    await w.project.write("freeze/approvals/x-revoked.json", revocationOf(w, text));
    // The revocation was merged; the working tree has it no longer.
    await w.commit("revoke", "freeze/approvals/x-revoked.json");
    await w.git("push", "-q", "origin", "main");
    await w.remove("freeze/approvals/x-revoked.json");
  }),
  approval(
    "twice-signed",
    "one person's approval under two names, where the window wants two",
    async (w) => {
      const two = (await w.read("freeze.yaml")).replace("name: year-end", "name: year-end\n    approvals: 2");
      await w.project.write("freeze.yaml", two);
      const text = await w.approve("x");
      await w.project.write("freeze/approvals/y.json", text);
      await w.approve("z", { predicate: { nonce: "ffeeddccbbaa99887766554433221100" } });
    },
    { says: "1 of 2 approvals" },
  ),
];

/** What the approvals above lack: this very change, approved by one who may. */
export const approvedChange: Attempt = {
  id: "approved",
  way: "control",
  what: "the same change, rightly approved, by maestro up",
  expect: "allowed",
  says: "approvals",
  run: async (w) => {
    await w.project.config(ticket);
    await w.approve("x");
    return w.maestro(["up"]);
  },
};

function revocationOf(w: BypassWorld, envelope: string): string {
  const approved = payloadId(JSON.parse(envelope) as { payload: string });
  const predicate = {
    approval: approved,
    revokedBy: "bob",
    reason: "not this week",
    revokedAt: rfc(Date.now() - 1_000),
  };
  return JSON.stringify(signRevocation(predicate, w.keys.bob.signer));
}

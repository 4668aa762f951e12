import { randomBytes } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { readApprovers, trustedRefs } from "../../adapters/policy/index.ts";
import { payloadId, signApproval, signerFromPem } from "../../core/attest/index.ts";
import { InputError } from "../../core/errors/index.ts";
import { endOf, reviewDigest } from "../../core/experiments/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import type { CommandContext } from "../cli/command.ts";
import { type Definition, readBytes } from "./files.ts";
import { recordEntries } from "./record.ts";
import { reviewFolder } from "./review.ts";

export interface ReviewRequest {
  readonly as: string;
  readonly role: string;
  readonly ticket: string;
  readonly requestedBy: string;
  /** PEM file of the approver's private key; its text is never printed. */
  readonly keyFile: string;
}

/**
 * Signs that an experiment's metadata was reviewed: bound to this very definition, until the experiment's end.
 *
 * @throws InputError before anything is written: the key is not the approver's, or the role not one that may.
 */
export async function approveReview(
  context: CommandContext,
  { experiment, file: name }: Definition,
  request: ReviewRequest,
) {
  const { cwd, now } = context;
  const { as, role, ticket, requestedBy, keyFile } = request;
  const signer = signerFromPem(readBytes(cwd, keyFile, "check --key-file").toString("utf8"), keyFile);
  const registry = await readApprovers(cwd, await trustedRefs(cwd));
  const owner = registry.approvers.find(({ key }) => key.keyId === signer.keyId);
  const wrong = (field: string, message: string, next: string): InputError =>
    new InputError("approver-unknown", message, { file: "freeze/approvers.yaml", field, next });
  if (owner === undefined)
    throw wrong("--key-file", "nobody is registered with this key", "register it, and merge that first");
  if (owner.id !== as) throw wrong("--as", `the key is ${owner.id}'s`, `write --as ${owner.id}`);
  if (!owner.roles.includes(role) || !experiment.review.roles.includes(role))
    throw wrong(
      "--role",
      `${owner.id} is ${owner.roles.join(", ")}; ${name} accepts ${experiment.review.roles.join(", ")}`,
      "give a role that both name",
    );
  for (const other of [requestedBy, experiment.owner])
    if (owner.id.toLowerCase() === other.toLowerCase())
      throw wrong("--as", "nobody approves what is theirs or what they asked for", "have somebody else approve it");
  const issuedAt = instantOf(now());
  const expiresAt = instantOf(endOf(experiment));
  if (!(Date.parse(expiresAt) > Date.parse(issuedAt)))
    throw new InputError("over", `the time of ${experiment.experiment} is over`, {
      file: name,
      next: "give it a later end",
    });
  const definition = reviewDigest(experiment);
  const envelope = signApproval(
    {
      purpose: "experiment",
      target: experiment.experiment,
      ticket,
      approver: as,
      role,
      requestedBy,
      category: null,
      limits: null,
      issuedAt,
      expiresAt,
      nonce: randomBytes(16).toString("hex"),
    },
    { definition },
    signer,
  );
  const id = payloadId(envelope);
  const file = `${reviewFolder}/${id.slice("sha256:".length, "sha256:".length + 16)}.json`;
  mkdirSync(resolve(cwd, reviewFolder), { recursive: true });
  writeFileAtomic(join(resolve(cwd), file), `${JSON.stringify(envelope, null, 2)}\n`);
  const body = { experiment: experiment.experiment, id, definition, approver: as, role, ticket, requestedBy, file };
  await recordEntries(context, [{ actor: `person:${as}`, runId: null, kind: "experiment.reviewed", body }], 3_000);
  return { experiment: experiment.experiment, id, definition, approver: as, role, ticket, expiresAt, file };
}

const instantOf = (at: number): string => rfc3339(Math.floor(at / 1000) * 1000).replace(/\.\d+Z$/, "Z");

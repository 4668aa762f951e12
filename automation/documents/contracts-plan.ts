import * as z from "zod";
import { deprecationSchema } from "../../core/contracts/index.ts";
import { instant } from "./envelope.ts";

export const contractsDeprecateSchema = z.strictObject({
  terms: deprecationSchema,
  file: z.string(),
  notice: z.strictObject({ title: z.string(), text: z.string().describe("Markdown") }),
  told: z.array(z.string()).describe("sinks of notify.yaml; what could not be delivered waits in the outbox"),
  remaining: z.array(z.string()).describe("what of the plan is still to be done"),
});

export const contractsSignOffSchema = z.strictObject({
  id: z.string(),
  entity: z.string(),
  change: z.string().describe("digest of both contents and the terms, which is what was signed"),
  role: z.string().describe("the owner"),
  keyId: z.string(),
  expiresAt: instant,
  file: z.string(),
});

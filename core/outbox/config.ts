import * as z from "zod";
import { TOPICS } from "./message.ts";

const name = z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, "lower case letters, digits and hyphens, such as ops-room");
const environment = z.string().regex(/^[A-Z_][A-Z0-9_]*$/, "the name of an environment variable, such as OPS_TOKEN");
const on = z
  .array(z.enum(TOPICS))
  .min(1)
  .default([...TOPICS])
  .describe("What it is told; all when left out");
const url = z.url({ protocol: /^https?$/ });

/** notify.yaml: who is told of what. Secrets are named by their environment variable, never written down. */
export const notifySchema = z
  .strictObject({
    sinks: z
      .array(
        z.discriminatedUnion("kind", [
          z.strictObject({
            name,
            kind: z.literal("file"),
            on,
            dir: z.string().min(1).optional().describe("Beside this file unless absolute; a folder a message"),
          }),
          z.strictObject({
            name,
            kind: z.literal("webhook"),
            on,
            url,
            secretEnv: environment.optional().describe("Key of the HMAC-SHA-256 in X-Maestro-Signature"),
            bearerEnv: environment.optional(),
          }),
          z.strictObject({
            name,
            kind: z.literal("github"),
            on: on.default(["incident"]),
            repository: z.string().regex(/^[\w.-]+\/[\w.-]+$/, "owner/name"),
            labels: z.array(z.string().min(1)).default(["release-incident"]),
            apiUrl: url.default("https://api.github.com"),
            tokenEnv: environment.default("GITHUB_TOKEN"),
          }),
        ]),
      )
      .max(20),
    review: z
      .strictObject({ dueDays: z.int().min(1).max(90).default(5) })
      .prefault({})
      .describe("The root-cause review that an incident asks for"),
  })
  .refine(({ sinks }) => new Set(sinks.map((s) => s.name)).size === sinks.length, {
    message: "two sinks have one name",
    path: ["sinks"],
  });
export type NotifyConfig = z.infer<typeof notifySchema>;
export type SinkConfig = NotifyConfig["sinks"][number];

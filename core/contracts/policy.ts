import * as z from "zod";
import { durationDays } from "./duration.ts";

const duration = z.string().refine((text) => durationDays(text) !== null, "must be a duration such as P30D or P7Y");
const milliseconds = z.number().positive().max(3_600_000);

/** contracts/policy.yaml: what every contract is held against. */
export const contractPolicySchema = z.strictObject({
  retention: z
    .strictObject({
      classes: z.record(z.string().min(1), duration).default({}).describe("names that contracts may use, and how long"),
      max: duration.optional().describe("of any field"),
      piiMax: duration.optional().describe("of a field with personal data"),
    })
    .prefault({}),
  sla: z
    .strictObject({ read_p95_ms: milliseconds.default(60_000), write_p95_ms: milliseconds.default(60_000) })
    .prefault({})
    .describe("the longest that a contract may promise"),
});
export type ContractPolicy = z.output<typeof contractPolicySchema>;

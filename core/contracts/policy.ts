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
  deprecation: z
    .strictObject({ noticeDays: z.int().min(0).max(3_650).default(14) })
    .prefault({})
    .describe("how long before its end consumers are told of a version's deprecation"),
  teams: z.array(z.string().min(1)).min(1).optional().describe("who may own and consume; anybody when left out"),
  purposes: z.array(z.string().min(1)).min(1).optional().describe("what data may be used for; anything when left out"),
});
export type ContractPolicy = z.output<typeof contractPolicySchema>;

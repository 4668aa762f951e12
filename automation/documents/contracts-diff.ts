import * as z from "zod";
import { lintFinding, position } from "./contracts.ts";

const side = z.enum(["prev", "next"]);
const version = z.union([z.int(), z.string()]).nullable().describe("null where there is none");
const bump = z.enum(["none", "patch", "minor", "major"]);

/** What `contracts diff` and `ig-contracts diff` print beside the envelope; with exit 2 beside an error. */
export const contractsDiffSchema = z.strictObject({
  breaking: z.boolean(),
  pairs: z.array(
    z.strictObject({
      entity: z.string(),
      from: version,
      to: version,
      mode: z.string().describe("what the pair is held against"),
      breaking: z.boolean(),
      semver: z.strictObject({ required: bump, declared: bump }),
      upgradeFirst: z.enum(["consumers", "producers", "any"]),
      findings: z.array(
        z.strictObject({
          code: z.string(),
          severity: z.enum(["breaking", "warning", "info"]),
          path: z.string().describe("lines[].price, tags{}, owner<string>; empty for the whole contract"),
          meta: z.record(z.string(), z.unknown()),
          message: z.string(),
          breaks: z.array(z.enum(["backward", "forward"])).describe("the directions it breaks, promised or not"),
          position,
          witness: z
            .strictObject({
              record: z.unknown(),
              validUnder: side,
              failsUnder: side,
              reason: z.string(),
              earlier: z.unknown().optional().describe("the record that this one is mistaken for"),
            })
            .nullable(),
        }),
      ),
    }),
  ),
  errors: z.array(lintFinding).describe("what could not be compared"),
});

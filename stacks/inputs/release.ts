import * as z from "zod";
import { color, percent, version } from "./color.ts";

const deployed = z.strictObject({ version });

/** The release config: the only lever on traffic and data. A color that is left out is not deployed. */
export const release = z
  .strictObject({
    activeColor: color,
    blue: deployed.optional(),
    green: deployed.optional(),
    baseline: deployed.optional().describe("A fresh replica of the old version that the canary is compared with"),
    canaryWeight: percent.default(0).describe("Percent of requests that the idle color receives"),
    dualWrite: z.boolean().default(false),
    shadowRead: percent.default(0).describe("Percent of requests mirrored to the idle color"),
  })
  .superRefine((value, context) => {
    const idle = value.activeColor === "blue" ? "green" : "blue";
    const refuse = (path: string, message: string): void => context.addIssue({ code: "custom", path: [path], message });
    if (!value[value.activeColor]) refuse(value.activeColor, "the active color needs a version");
    if (value.canaryWeight > 0 && !value[idle]) refuse("canaryWeight", `must be 0 while ${idle} has no version`);
    if (value.shadowRead > 0 && !value[idle]) refuse("shadowRead", `must be 0 while ${idle} has no version`);
    if (value.dualWrite && !value[idle]) refuse("dualWrite", `must be false while ${idle} has no version`);
  })
  .describe("Colors, versions and the traffic they receive");
export type Release = z.infer<typeof release>;

import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { stackType } from "../../support/stack-type.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { configProblems } from "../judge.ts";

/** Sits on the root resource, so that a refusal comes before any provider is called. */
export const flagsInConfigRule = (place: Place): ResourceValidationPolicy => ({
  name: "flags-in-config",
  description: "Every flag in the stack's config is registered, unexpired and in scope.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: async (args, report) => {
    if (args.type === stackType)
      await refuseWith(report, args.getConfig(), async () => (await configProblems(place)).problems);
  },
});

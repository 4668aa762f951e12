import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { stackType } from "../../support/stack-type.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { sloProblems } from "../judge.ts";

/** Sits on the root resource, so that a refusal comes before any provider is called. */
export const errorBudget = (place: Place): ResourceValidationPolicy => ({
  name: "error-budget",
  description: "A service is released while its error budget lasts; after that only what its policy excepts.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: async (args, report) => {
    if (args.type === stackType) await refuseWith(report, args.getConfig(), () => sloProblems(place));
  },
});

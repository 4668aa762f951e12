import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { stackType } from "../../support/stack-type.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { contractProblems } from "../judge.ts";

/** Sits on the root resource, so that a refusal comes before any provider is called. */
export const contractsInRelease = (place: Place): ResourceValidationPolicy => ({
  name: "contracts-in-release",
  description: "No contract of a release breaks its declared mode without a migration plan that its owner has signed.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: async (args, report) => {
    if (args.type === stackType) await refuseWith(report, args.getConfig(), () => contractProblems(place));
  },
});

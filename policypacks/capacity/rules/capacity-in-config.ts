import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { stackType } from "../../support/stack-type.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { capacityProblems } from "../judge.ts";

/** Sits on the root resource, so that a refusal comes before any provider is called. */
export const capacityInConfig = (place: Place): ResourceValidationPolicy => ({
  name: "capacity-in-config",
  description: "Capacity comes from a forecast that is unexpired and calibrated, within its band and its budget.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: async (args, report) => {
    if (args.type === stackType) await refuseWith(report, args.getConfig(), () => capacityProblems(place));
  },
});

import type { ResourceValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { stackType } from "../../support/stack-type.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { freezeProblems } from "../judge.ts";

/** The gate: it sits on the root resource, so that a refusal comes before any provider is called. */
export const freezeWindow = (place: Place): ResourceValidationPolicy => ({
  name: "freeze-window",
  description: "Inside a freeze window a deploy needs an approved CAB ticket.",
  enforcementLevel: "mandatory",
  configSchema: timeoutConfig,
  validateResource: async (args, report) => {
    if (args.type === stackType) await refuseWith(report, args.getConfig(), () => freezeProblems(place));
  },
});

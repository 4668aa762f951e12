import type { StackValidationPolicy } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { refuseWith } from "../../support/report.ts";
import { timeoutConfig } from "../../support/timeout.ts";
import { configProblems, resourceProblems } from "../judge.ts";

/** Says, and does not refuse, which flags in use expire within two weeks. */
export const flagsExpiring = (place: Place): StackValidationPolicy => ({
  name: "flags-expiring",
  description: "Flags in use that expire soon are spoken of before they are refused.",
  enforcementLevel: "advisory",
  configSchema: timeoutConfig,
  validateStack: (args, report) =>
    refuseWith(report, args.getConfig(), async () => {
      const warnings = [...(await configProblems(place)).warnings];
      for (const resource of args.resources) warnings.push(...(await resourceProblems(place, resource)).warnings);
      return [...new Set(warnings)];
    }),
});

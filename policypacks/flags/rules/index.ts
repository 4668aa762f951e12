import type { Policies } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { flagsExpiring } from "./flags-expiring.ts";
import { flagsInConfigRule } from "./flags-in-config.ts";
import { flagsInEnvironment } from "./flags-in-environment.ts";
import { flagsReport } from "./flags-report.ts";

export const flagsRules = (place: Place): Policies => [
  flagsInConfigRule(place),
  flagsInEnvironment(place),
  flagsReport(place),
  flagsExpiring(place),
];

import type { Policies } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { errorBudget } from "./error-budget.ts";

export const sloRules = (place: Place): Policies => [errorBudget(place)];

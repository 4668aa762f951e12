import type { Policies } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { freezeReport } from "./freeze-report.ts";
import { freezeWindow } from "./freeze-window.ts";

export const freezeRules = (place: Place): Policies => [freezeWindow(place), freezeReport(place)];

import type { Policies } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { contractsInRelease } from "./contracts-in-release.ts";

export const contractsRules = (place: Place): Policies => [contractsInRelease(place)];

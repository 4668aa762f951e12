import type { Policies } from "@pulumi/policy";
import type { Place } from "../../support/place.ts";
import { capacityInConfig } from "./capacity-in-config.ts";

export const capacityRules = (place: Place): Policies => [capacityInConfig(place)];

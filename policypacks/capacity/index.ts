import { PolicyPack } from "@pulumi/policy";
import { placeOfPack } from "../support/place.ts";
import { capacityRules } from "./rules/index.ts";

new PolicyPack("maestro-capacity", { policies: capacityRules(placeOfPack(__dirname)) });

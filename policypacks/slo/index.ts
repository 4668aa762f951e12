import { PolicyPack } from "@pulumi/policy";
import { placeOfPack } from "../support/place.ts";
import { sloRules } from "./rules/index.ts";

new PolicyPack("maestro-slo", { policies: sloRules(placeOfPack(__dirname)) });

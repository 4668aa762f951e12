import { PolicyPack } from "@pulumi/policy";
import { placeOfPack } from "../support/place.ts";
import { flagsRules } from "./rules/index.ts";

new PolicyPack("maestro-flags", { policies: flagsRules(placeOfPack(__dirname)) });

import { PolicyPack } from "@pulumi/policy";
import { placeOfPack } from "../support/place.ts";
import { freezeRules } from "./rules/index.ts";

new PolicyPack("maestro-freeze", { policies: freezeRules(placeOfPack(__dirname)) });

import { PolicyPack } from "@pulumi/policy";
import { placeOfPack } from "../support/place.ts";
import { contractsRules } from "./rules/index.ts";

new PolicyPack("maestro-contracts", { policies: contractsRules(placeOfPack(__dirname)) });

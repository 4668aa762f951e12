import { PolicyPack } from "@pulumi/policy";
import { capacityRules } from "./capacity/rules/index.ts";
import { contractsRules } from "./contracts/rules/index.ts";
import { flagsRules } from "./flags/rules/index.ts";
import { freezeRules } from "./freeze/rules/index.ts";
import { sloRules } from "./slo/rules/index.ts";
import { placeOfPack } from "./support/place.ts";
import { timed } from "./support/timed.ts";

const place = placeOfPack(__dirname);
new PolicyPack("maestro-conductor", {
  policies: timed([
    ...freezeRules(place),
    ...flagsRules(place),
    ...capacityRules(place),
    ...sloRules(place),
    ...contractsRules(place),
  ]),
});

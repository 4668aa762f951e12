import type { Rule } from "../rule.ts";
import { deprecatedPast } from "./deprecated-past.ts";
import { fieldName } from "./field-name.ts";
import { missingOwner } from "./missing-owner.ts";
import { piiPublic } from "./pii-public.ts";
import { piiPurpose } from "./pii-purpose.ts";
import { piiRetention } from "./pii-retention.ts";
import { retentionClass } from "./retention-class.ts";
import { retentionPolicy } from "./retention-policy.ts";
import { slaRange } from "./sla-range.ts";

/** Every rule on one contract. */
export const rules: readonly Rule[] = [
  fieldName,
  missingOwner,
  piiPurpose,
  piiRetention,
  piiPublic,
  retentionClass,
  retentionPolicy,
  slaRange,
  deprecatedPast,
];

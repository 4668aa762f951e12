import type { Rule, SetRule } from "../rule.ts";
import { aliasDangling } from "./alias-dangling.ts";
import { deprecatedPast } from "./deprecated-past.ts";
import { duplicateEntry } from "./duplicate-entry.ts";
import { entityName } from "./entity-name.ts";
import { fieldName } from "./field-name.ts";
import { formatUnknown } from "./format-unknown.ts";
import { keyDeprecated } from "./key-deprecated.ts";
import { keyNullable } from "./key-nullable.ts";
import { missingOwner } from "./missing-owner.ts";
import { piiPublic } from "./pii-public.ts";
import { piiPurpose } from "./pii-purpose.ts";
import { piiRetention } from "./pii-retention.ts";
import { piiSuspected } from "./pii-suspected.ts";
import { purposeOutside } from "./purpose-outside.ts";
import { purposeUnknown } from "./purpose-unknown.ts";
import { requiredDeprecated } from "./required-deprecated.ts";
import { retentionClass } from "./retention-class.ts";
import { retentionForm } from "./retention-form.ts";
import { retentionPolicy } from "./retention-policy.ts";
import { slaRange } from "./sla-range.ts";
import { slaUnreal } from "./sla-unreal.ts";
import { teamUnknown } from "./team-unknown.ts";
import { unionAmbiguous } from "./union-ambiguous.ts";
import { versionNotBumped } from "./version-not-bumped.ts";

/** Every rule on one contract. */
export const rules: readonly Rule[] = [
  entityName,
  fieldName,
  missingOwner,
  teamUnknown,
  piiPurpose,
  piiRetention,
  piiPublic,
  piiSuspected,
  purposeUnknown,
  purposeOutside,
  retentionForm,
  retentionClass,
  retentionPolicy,
  slaRange,
  slaUnreal,
  deprecatedPast,
  requiredDeprecated,
  keyNullable,
  keyDeprecated,
  duplicateEntry,
  formatUnknown,
  unionAmbiguous,
];

/** Every rule on versions beside each other. */
export const setRules: readonly SetRule[] = [versionNotBumped, aliasDangling];

import { generateKeyPairSync } from "node:crypto";

/** The text of an error-budget policy, of a registry with one approver, and that approver's key; made for one test. */
export function policyTexts(spec = "") {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519");
  const pem = String(publicKey.export({ format: "pem", type: "spki" })).trim();
  return {
    policy: `apiVersion: maestro-conductor/v1
kind: ErrorBudgetPolicy
metadata: {name: budget-policy}
spec:
  owner: sre
  exceptions:
    - {category: p0-fix, roles: [sre-lead]}
    - {category: security, roles: [sre-lead]}
    - {category: other-team, roles: [sre-lead]}
  override: {roles: [head], maxDays: 2}
  approval: {roles: [head]}
${spec}`,
    approvers: `approvers:\n  - id: ada\n    roles: [sre-lead, head]\n    publicKey: |\n${pem
      .split("\n")
      .map((line) => `      ${line}`)
      .join("\n")}\n`,
    key: String(privateKey.export({ format: "pem", type: "pkcs8" })),
  };
}

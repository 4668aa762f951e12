import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parseYamlFile } from "../../adapters/yaml/index.ts";
import { type ContractPolicy, contractPolicySchema } from "../../core/contracts/index.ts";

/**
 * contracts/policy.yaml; null where there is none.
 *
 * @throws InputError for one that is wrong
 */
export function readContractPolicy(cwd: string): ContractPolicy | null {
  const file = join("contracts", "policy.yaml");
  const path = join(cwd, file);
  return existsSync(path) ? parseYamlFile(readFileSync(path, "utf8"), file, contractPolicySchema) : null;
}

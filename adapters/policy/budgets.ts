import { join } from "node:path";
import { type Budgets, budgetsSchema } from "../../core/capacity/budget.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readPolicyFile } from "./read.ts";

export const budgetsFile = "capacity/budgets.yaml";

/** The project's budgets and prices; null where there are none. @throws InputError with file, line and field. */
export async function readBudgets(root: string): Promise<Budgets | null> {
  const file = await readPolicyFile(join(root, budgetsFile), budgetsFile);
  return file === null ? null : parseYamlFile(file.text, budgetsFile, budgetsSchema);
}

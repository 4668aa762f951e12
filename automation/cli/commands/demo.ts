import { InputError } from "../../../core/errors/index.ts";
import { runDemo } from "../../demo/run-demo.ts";
import { type ScenarioName, scenarioNames, scenarios } from "../../demo/scenarios.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "npm run demo -- --scenario slow-green",
  declare: (c) =>
    c
      .option("--scenario <name>", scenarioNames.join(", "), "good")
      .option("--plan <name>", "default or short", "default")
      .option("--rate <n>", "requests a second", "250"),
  run: (context, _args, options) => {
    const name = String(options.scenario) as ScenarioName;
    if (!scenarioNames.includes(name))
      throw new InputError("scenario-unknown", `there is no scenario ${name}; allowed: ${scenarioNames.join(", ")}`, {
        field: "--scenario",
        next: "npm run demo -- --scenario good",
      });
    const plan = String(options.plan);
    if (plan !== "default" && plan !== "short")
      throw new InputError("plan-unknown", `there is no plan ${plan}; allowed: default, short`, { field: "--plan" });
    const rate = Number(options.rate);
    if (!(rate >= 20 && rate <= 2_000))
      throw new InputError("rate-invalid", "--rate wants 20 to 2000 requests a second", { field: "--rate" });
    return runDemo(context, { scenario: scenarios[name], plan, rate });
  },
};

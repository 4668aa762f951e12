import { ledgerPath, readLedger } from "../../../adapters/ledger/index.ts";
import { planDigest, runDocument } from "../../../core/cutover/index.ts";
import { EMPTY_HEAD } from "../../../core/ledger/index.ts";
import { declarePlan, mappingOption, planOptions, required } from "../../cutover/command-support.ts";
import { expectedPreviews, expectedText } from "../../cutover/expected-previews.ts";
import { preparePlan } from "../../cutover/run.ts";
import { openSession } from "../../cutover/session.ts";
import type { Command } from "../command.ts";

export const command: Command = {
  example: "maestro cutover plan --service orders --to v2.0.0 --stack prod",
  declare: (c) => {
    declarePlan(c);
    c.option("--no-preview", "the plan alone, without asking the engine what each step would change");
  },
  run: async (context, _args, options) => {
    const request = {
      service: required(options, "service"),
      to: required(options, "to"),
      options: planOptions(context, options),
      mapping: mappingOption(context, options),
    };
    const session = await openSession(context);
    const { plan } = await preparePlan(session, request);
    const expected = options.preview === false ? null : await expectedPreviews(session, plan);
    const reading = readLedger(context.stateDir);
    const document = runDocument(
      "plan",
      [
        {
          kind: "run.started",
          at: context.now(),
          plan,
          planDigest: planDigest(plan),
          group: null,
          pid: process.pid,
          fencingToken: 0,
        },
      ],
      {
        traffic: null,
        writes: null,
        artifacts: [],
        ledger: {
          path: ledgerPath(context.stateDir),
          head: EMPTY_HEAD,
          entries: 0,
          verified: reading.verification.verified,
        },
      },
      context.now(),
    );
    const lines = plan.steps.map((step, index) => {
      const watched = step.watchMs > 0 ? `, watched ${(step.warmupMs + step.watchMs) / 1000} s` : "";
      const judged = step.judge ? `, judged on ${step.judge.minSamples} samples a side` : "";
      const back = step.backout === "safe" ? "" : `, way back: ${step.backout}`;
      const held = step.holdBefore ? ", after a person's word" : "";
      const line = `${String(index + 1).padStart(2)}  ${step.id.padEnd(12)} ${String(step.weight).padStart(3)} % on ${plan.to.color}${watched}${judged}${held}${back}`;
      const preview = expected?.steps.find((e) => e.step === step.id);
      return preview ? `${line}\n${" ".repeat(17)}preview: ${expectedText(preview)}` : line;
    });
    const limited = plan.limited
      ? [
          `limited canary by ${plan.limited.by}: at most ${plan.limited.maxWeight} %, ${plan.limited.minSamples} samples a side, a person before the flip`,
        ]
      : [];
    const refused = expected?.refused
      ? [`the preview of ${expected.refused.step} does not come through: ${expected.refused.text}`]
      : [];
    const text = [
      `${plan.service} on ${plan.stack}: ${plan.from.version} (${plan.from.color}) → ${plan.to.version} (${plan.to.color}), plan ${plan.name}`,
      ...limited,
      ...lines,
      ...refused,
    ].join("\n");
    return { exitCode: 0, document: { ...document, startedAt: null, plan, expected }, text };
  },
};

import { existsSync } from "node:fs";
import { join } from "node:path";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { readLedger } from "../../adapters/ledger/index.ts";
import { freezeDecision, readFreezeSources } from "../../adapters/policy/index.ts";
import { configDigest } from "../../core/config/index.ts";
import { MaestroError } from "../../core/errors/index.ts";
import { type Decision, decisionText, deployRequest, freeAt } from "../../core/freeze/index.ts";
import { type HeldDeploy, heldDeploys } from "../../core/freeze-audit/index.ts";
import { rfc3339 } from "../../core/time/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import type { CommandContext } from "../cli/command.ts";
import { freezeRoot } from "./rules.ts";

export interface HeldView extends HeldDeploy {
  readonly configChanged: boolean | null;
  readonly gate: "open" | "closed" | "unknown";
  readonly freeAt: string | null;
  readonly text: string;
}

/** The held deploys, each with what the gate says of it now. @param stack of one stack only */
export async function heldNow(context: CommandContext): Promise<HeldView[]> {
  const { entries } = readLedger(context.stateDir);
  const held = heldDeploys(entries).filter(({ stack }) => context.stack === undefined || stack === context.stack);
  return await Promise.all(held.map((deploy) => viewOf(context, deploy)));
}

async function viewOf(context: CommandContext, deploy: HeldDeploy): Promise<HeldView> {
  const { stack } = deploy;
  const now = context.now();
  try {
    const root = freezeRoot({ ...context, stack });
    const file = existsSync(join(root, `Pulumi.${stack}.yaml`));
    const { run: _, ...config } = file ? StackFile.read(root, stack, namespace).sections() : {};
    const deployment = { stack, config };
    const sources = await readFreezeSources(root, now, deployment);
    const decision: Decision = freezeDecision(deployment, sources, now);
    const open = decision.decision === "allow";
    const free = open ? null : freeAt(sources.calendars, deployRequest(config, stack), now);
    return {
      ...deploy,
      configChanged: deploy.configDigest === null ? null : deploy.configDigest !== configDigest(config),
      gate: open ? "open" : "closed",
      freeAt: free === null ? null : rfc3339(free),
      text: open ? `the gate lets it pass (${decision.rule})` : decisionText(decision),
    };
  } catch (error) {
    if (!(error instanceof MaestroError)) throw error;
    return { ...deploy, configChanged: null, gate: "unknown", freeAt: null, text: error.message };
  }
}

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { EngineEvent } from "@pulumi/pulumi/automation/index.js";
import {
  type CutoverPlan,
  type ExpectedStep,
  expectedSteps,
  type PlanStep,
  type WantedResource,
} from "../../core/cutover/index.ts";
import { namespace } from "../../stacks/inputs.ts";
import { previewOf } from "./effects.ts";
import { policyPacks, type Session } from "./session.ts";
import { readFence } from "./world.ts";

export interface ExpectedPreviews {
  readonly steps: readonly ExpectedStep[];
  /** Why a step's preview did not come through, such as a policy's no; what follows it was not previewed. */
  readonly refused: { readonly step: string; readonly code: string; readonly text: string } | null;
}

/** Previews every step's release under the packs, from where the stack is now; nothing is changed. */
export async function expectedPreviews(session: Session, plan: CutoverPlan): Promise<ExpectedPreviews> {
  const { context, engine, project } = session;
  const [{ fence }, { resources }] = [await readFence(engine), await engine.state()];
  const now = resources.map(({ urn, type, inputs = {} }) => ({ urn, type, inputs })).filter(isOwn);
  const scratchDir = mkdtempSync(join(tmpdir(), "maestro-plan-"));
  const wanted: { step: string; wanted: WantedResource[] }[] = [];
  let refused: ExpectedPreviews["refused"] = null;
  try {
    let last = null as { readonly digest: string; readonly wanted: WantedResource[] } | null;
    for (const step of plan.steps) {
      // A step that changes no config asks nothing of the engine.
      if (step.effect !== "up" || last?.digest === step.configDigest) {
        wanted.push({ step: step.id, wanted: last?.wanted ?? now.map((r) => ({ ...r, op: "same" })) });
        continue;
      }
      context.progress(`previewing ${step.id}`);
      const seen: WantedResource[] = [];
      const { outcome, error } = await previewOf(
        {
          engine,
          projectDir: project.dir,
          stack: project.stack,
          namespace,
          policyPacks: policyPacks(session),
          runId: "plan",
          fencingToken: (fence?.token ?? 0) + 1,
          preRunDigest: plan.preRun.configDigest,
          now: context.now,
          stateDir: context.stateDir,
          upDeadlineMs: 0,
          clearLock: async () => undefined,
          scratchDir,
        },
        step as PlanStep,
        (event) => void seen.push(...wantedOf(event)),
      );
      if (outcome !== "done") {
        refused = { step: step.id, code: error!.code, text: error!.text };
        break;
      }
      last = { digest: step.configDigest, wanted: seen.filter(isOwn) };
      wanted.push({ step: step.id, wanted: last.wanted });
    }
    return { steps: expectedSteps(now, wanted), refused };
  } finally {
    rmSync(scratchDir, { recursive: true, force: true });
  }
}

/** The fence changes with every token, the stack and its providers with nothing: none of them is the release's. */
function isOwn({ type }: { readonly type: string }): boolean {
  return !/^pulumi:(pulumi:Stack|providers:)/.test(type) && !type.endsWith(":Fence");
}

function wantedOf({ resourcePreEvent }: EngineEvent): WantedResource[] {
  const metadata = resourcePreEvent?.metadata as
    | { op: string; urn: string; type: string; new?: { inputs?: Record<string, unknown> } }
    | undefined;
  if (!metadata?.new || /^(delete|discard)/.test(metadata.op)) return [];
  const { op, urn, type } = metadata;
  // A replacement comes as several events: what it is made of, and that it is one.
  if (op === "create-replacement" || op === "delete-replaced") return [];
  return [{ urn, type, op, inputs: metadata.new.inputs ?? {} }];
}

/** `2 create (Replicas green, …)`, or that nothing changes. */
export function expectedText({ operations, same }: ExpectedStep): string {
  if (operations.length === 0) return "no resource changes";
  const parts = (["create", "update", "replace", "delete"] as const).flatMap((op) => {
    const of = operations.filter((operation) => operation.op === op);
    return of.length === 0 ? [] : [`${op} ${of.map(({ name }) => name).join(", ")}`];
  });
  return `${parts.join("; ")}; ${same} unchanged`;
}

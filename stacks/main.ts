import * as pulumi from "@pulumi/pulumi";
import { guardProgram, projectRootOf } from "../adapters/policy/index.ts";
import { configDigest, ownSections } from "../core/config/index.ts";
import { MaestroError } from "../core/errors/index.ts";
import { namespace, parseInputs } from "./inputs.ts";
import { deploy } from "./targets/index.ts";
import { Fence } from "./targets/local/resources/fence.ts";

/** The program. Config is parsed and the guard asked before the first resource is declared. */
async function program(): Promise<Record<string, unknown>> {
  const stackFile = `Pulumi.${pulumi.getStack()}.yaml`;
  const flat = pulumi.runtime.allConfig() as Record<string, string>;
  const inputs = parseInputs(flat, stackFile);
  const sections = ownSections(flat, namespace);
  const root = projectRootOf(process.cwd());
  const deployment = { stack: pulumi.getStack(), config: sections };
  await guardProgram(root, deployment, Date.now(), pulumi.runtime.isDryRun());
  const fence = new Fence("fence", {
    token: inputs.run.fencingToken,
    runId: inputs.run.id ?? null,
    preRunDigest: inputs.run.preRunDigest ?? null,
    configDigest: configDigest(sections),
  });
  return { target: deploy(inputs, fence, { stackFile, root }) };
}

/** What Pulumi's host calls. */
export default () =>
  program().catch((error: unknown) => {
    if (!(error instanceof MaestroError)) throw error;
    const place = [error.file, error.line].filter((part) => part !== undefined).join(":");
    const lines = [`error[${error.code}] refused: ${error.message}`];
    if (place) lines.push(`  at: ${place}${error.field ? ` (${error.field})` : ""}`);
    if (error.next) lines.push(`  next: ${error.next}`);
    throw new pulumi.RunError(lines.join("\n"));
  });

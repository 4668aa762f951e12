import { join } from "node:path";
import type * as pulumi from "@pulumi/pulumi";
import { InputError } from "../../core/errors/index.ts";
import type { TargetOutputs } from "../../core/target/index.ts";
import type { Inputs } from "../inputs.ts";
import { deployLocal } from "./local/index.ts";
import { assertVersions, packageRootOf, readWorkload } from "./local/workload.ts";

export interface Place {
  readonly stackFile: string;
  /** The folder of Pulumi.yaml. */
  readonly root: string;
}

/** Declares the service on the stack's target. */
export function deploy(
  inputs: Inputs,
  fence: pulumi.Resource,
  { stackFile, root }: Place,
): pulumi.Output<TargetOutputs> {
  if (inputs.target !== "local")
    throw new InputError(
      "target-not-built",
      `this version deploys to target local; ${inputs.target} follows (docs/adr/0001-target-port.md)`,
      {
        file: stackFile,
        field: "target",
        next: "pulumi config set maestro-conductor:target local",
      },
    );
  const { release } = inputs;
  const workload = readWorkload(packageRootOf(__filename), inputs.service, stackFile);
  assertVersions(
    workload,
    (["blue", "green", "baseline"] as const).flatMap((name) =>
      release[name] ? [[`release.${name}.version`, release[name].version] as const] : [],
    ),
    stackFile,
  );
  return deployLocal(inputs, fence, {
    stateDir: process.env.MAESTRO_STATE_DIR ?? join(root, ".maestro"),
    workload,
    root,
  });
}

import type * as pulumi from "@pulumi/pulumi";
import { LocalResource } from "./dynamic.ts";

export interface ReplicaProcess {
  readonly name: string;
  readonly pid: number;
  readonly startedAt: string;
  readonly port: number;
}

export interface ReplicasProps {
  readonly stateDir: string;
  /** The file that a replica runs. */
  readonly script: string;
  readonly service: string;
  readonly color: string;
  readonly role: "color" | "baseline";
  readonly version: string;
  readonly count: number;
  readonly urlFile: pulumi.Input<string>;
  /** Extra environment of the processes; flags stand here, where the flags pack sees them. */
  readonly environment: Readonly<Record<string, string>>;
}

/** Equal processes of one version of the service. They outlive the CLI. */
export class Replicas extends LocalResource {
  declare readonly processes: pulumi.Output<ReplicaProcess[]>;
  constructor(name: string, props: ReplicasProps, options: pulumi.CustomResourceOptions) {
    super("Replicas", name, { ...props, processes: undefined }, options);
  }
}

import { join } from "node:path";
import * as pulumi from "@pulumi/pulumi";
import { registryFile } from "../../../adapters/policy/index.ts";
import type { Group, TargetOutputs } from "../../../core/target/index.ts";
import type { Color, Inputs, Release } from "../../inputs.ts";
import { Database } from "./resources/database.ts";
import { Replicas } from "./resources/replicas.ts";
import { Router } from "./resources/router.ts";
import type { RouterGroup } from "./router/state.ts";
import type { Workload } from "./workload.ts";

/** Replicas of a color, and of the baseline: equal numbers, so that each replica of both sides sees equal load. */
export const replicaCount = 2;

export interface LocalSettings {
  readonly stateDir: string;
  readonly workload: Workload;
  /** The project's folder, where its flags are registered. */
  readonly root: string;
}

interface Side {
  readonly group: Group;
  readonly color: Color;
  readonly version: string;
  readonly weight: number;
  readonly replicas: Replicas;
}

/** Declares the service as processes on loopback: a database, replicas of each deployed color, one router. */
export function deployLocal(
  inputs: Inputs,
  fence: pulumi.Resource,
  settings: LocalSettings,
): pulumi.Output<TargetOutputs> {
  const { release, service } = inputs;
  const database = new Database("database", { stateDir: settings.stateDir }, { dependsOn: [fence] });
  const replicas = (name: string, color: Color, role: "color" | "baseline", version: string): Replicas =>
    new Replicas(
      name,
      {
        stateDir: settings.stateDir,
        script: settings.workload.script,
        service,
        color,
        role,
        version,
        count: replicaCount,
        urlFile: database.urlFile,
        environment: {
          FEATURE_FLAGS: JSON.stringify(inputs.flags),
          MAESTRO_FLAGS_REGISTRY: join(settings.root, registryFile),
          MAESTRO_STATE_DIR: settings.stateDir,
          MAESTRO_STACK: pulumi.getStack(),
          MAESTRO_ENVIRONMENT: inputs.environment,
        },
      },
      { dependsOn: [fence, database] },
    );
  const sides = sidesOf(release, replicas);
  const router = new Router(
    "router",
    {
      stateDir: settings.stateDir,
      groups: pulumi.all(
        sides.map((side) =>
          side.replicas.processes.apply(
            (processes): RouterGroup => ({
              name: side.group,
              color: side.color,
              version: side.version,
              weight: side.weight,
              backends: processes.map(({ port }) => ({ host: "127.0.0.1", port })),
            }),
          ),
        ),
      ),
      mirror: release.shadowRead > 0 ? { color: idleOf(release), percent: release.shadowRead } : null,
    },
    { dependsOn: [fence, ...sides.map((side) => side.replicas)] },
  );
  const endpoints = pulumi.all(
    sides.map((side) =>
      side.replicas.processes.apply((processes) =>
        processes.map(({ name, port }) => ({
          group: side.group,
          color: side.color,
          version: side.version,
          replica: name,
          metricsUrl: `http://127.0.0.1:${port}/metrics`,
        })),
      ),
    ),
  );
  return pulumi
    .all([router.url, router.adminUrl, router.tokenFile, router.generation, endpoints, database.urlFile])
    .apply(
      ([url, adminUrl, tokenFile, generation, lists, urlFile]): TargetOutputs => ({
        url,
        activeColor: release.activeColor,
        replicas: lists.flat(),
        handle: { adminUrl, tokenFile, generation, urlFile },
      }),
    );
}

function idleOf(release: Release): Color {
  return release.activeColor === "blue" ? "green" : "blue";
}

/**
 * Canary and baseline receive the same weight, as far as 100 percent allow: the comparison is fair only between
 * replicas of the same age under the same load.
 */
function sidesOf(
  release: Release,
  replicas: (name: string, color: Color, role: "color" | "baseline", version: string) => Replicas,
): Side[] {
  const idle = idleOf(release);
  const canaryWeight = release.canaryWeight;
  const baselineWeight = release.baseline ? Math.min(canaryWeight, 100 - canaryWeight) : 0;
  const active = release[release.activeColor]!.version;
  const sides: Side[] = [
    {
      group: "active",
      color: release.activeColor,
      version: active,
      weight: 100 - canaryWeight - baselineWeight,
      replicas: replicas(release.activeColor, release.activeColor, "color", active),
    },
  ];
  const idleVersion = release[idle]?.version;
  if (idleVersion !== undefined)
    sides.push({
      group: "canary",
      color: idle,
      version: idleVersion,
      weight: canaryWeight,
      replicas: replicas(idle, idle, "color", idleVersion),
    });
  if (release.baseline)
    sides.push({
      group: "baseline",
      color: release.activeColor,
      version: release.baseline.version,
      weight: baselineWeight,
      replicas: replicas("baseline", release.activeColor, "baseline", release.baseline.version),
    });
  return sides;
}

import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { dynamic } from "@pulumi/pulumi";
import { isSame } from "../../../../adapters/process/identity.ts";
import { filesOf } from "../files.ts";
import { startProcess, stopProcess } from "../processes/index.ts";
import type { ReplicaProcess, ReplicasProps } from "../resources/replicas.ts";
import { explained } from "./explained.ts";

interface Inputs extends ReplicasProps {
  readonly urlFile: string;
}
interface Outs extends Inputs {
  readonly processes: readonly ReplicaProcess[];
}

/** Longer than a replica's lame-duck time: requests under way are finished. */
const drainMs = 10_000;

/** What a running replica was started with; another value needs another process. */
const startedWith = ["script", "service", "color", "role", "version", "count", "urlFile", "environment"] as const;

/**
 * Replicas of one version. A change starts new processes before the old ones end (create, traffic moves, delete), a
 * replica that died is started again in place.
 */
export const replicas: dynamic.ResourceProvider<Inputs, Outs> = {
  check: async (_olds, news) => ({ inputs: news }),
  create: (inputs) =>
    explained(async () => {
      const id = idOf(inputs);
      return { id, outs: { ...inputs, processes: await startMissing(id, inputs, []) } };
    }),
  diff: async (_id, olds, news) => {
    const replaces = startedWith.filter((key) => JSON.stringify(olds[key]) !== JSON.stringify(news[key]));
    if (replaces.length > 0) return { changes: true, replaces: [...replaces], deleteBeforeReplace: false };
    return { changes: !olds.processes.every((process) => isSame(process)) };
  },
  update: (id, olds, news) =>
    explained(async () => ({ outs: { ...news, processes: await startMissing(id, news, olds.processes) } })),
  delete: (_id, props) =>
    explained(async () => {
      await Promise.all(
        props.processes.map(({ name }) =>
          stopProcess({ stateFile: filesOf(props.stateDir, name).stateFile, graceMs: drainMs }),
        ),
      );
    }),
};

/**
 * The same inputs give the same name, so that a create that is repeated after a crash finds the processes of the
 * first one instead of leaving them behind.
 */
function idOf(inputs: Inputs): string {
  const digest = createHash("sha256")
    .update(JSON.stringify(startedWith.map((key) => inputs[key])))
    .digest("hex");
  return `${inputs.role === "baseline" ? "baseline" : inputs.color}-${digest.slice(0, 8)}`;
}

async function startMissing(id: string, inputs: Inputs, known: readonly ReplicaProcess[]): Promise<ReplicaProcess[]> {
  const url = readFileSync(inputs.urlFile, "utf8");
  return await Promise.all(
    Array.from({ length: inputs.count }, async (_, index) => {
      const name = `${inputs.service}-${id}-${index + 1}`;
      const running = known.find((process) => process.name === name);
      if (running && isSame(running)) return running;
      const started = await startProcess({
        name,
        script: inputs.script,
        env: {
          ...inputs.environment,
          DATABASE_URL: url,
          COLOR: inputs.color,
          VERSION: inputs.version,
          ROLE: inputs.role,
          REPLICA: name,
        },
        ...filesOf(inputs.stateDir, name),
      });
      return { name, pid: started.pid, startedAt: started.startedAt, port: started.port };
    }),
  );
}

import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync } from "node:fs";
import { dirname, join } from "node:path";
import type { dynamic } from "@pulumi/pulumi";
import { writeFileAtomic } from "../../../../adapters/files/atomic.ts";
import { isSame } from "../../../../adapters/process/identity.ts";
import { filesOf } from "../files.ts";
import { findProcess, httpProbe, startProcess, stopProcess } from "../processes/index.ts";
import { type RouterHandle, readRouter, switchRouter } from "../router/client.ts";
import type { RouterState } from "../router/state.ts";
import { packageRootOf } from "../workload.ts";
import { explained } from "./explained.ts";

interface Inputs {
  readonly stateDir: string;
  readonly groups: RouterState["groups"];
  readonly mirror: RouterState["mirror"] | null;
}
interface Outs extends Inputs {
  readonly url: string;
  readonly adminUrl: string;
  readonly tokenFile: string;
  readonly generation: number;
  readonly pid: number;
  readonly startedAt: string;
}

/** One router process; `update` is the atomic switch of its traffic rule. */
export const router: dynamic.ResourceProvider<Inputs, Outs> = {
  check: async (_olds, news) => ({ inputs: news }),
  create: (inputs) =>
    explained(async () => ({ id: "router", outs: await apply(inputs, await ensureRouter(inputs.stateDir)) })),
  diff: async (_id, olds, news) => ({
    changes:
      !isSame(olds) ||
      JSON.stringify([olds.groups, olds.mirror ?? null]) !== JSON.stringify([news.groups, news.mirror ?? null]),
  }),
  update: (_id, _olds, news) => explained(async () => ({ outs: await apply(news, await ensureRouter(news.stateDir)) })),
  delete: (_id, props) =>
    explained(async () => {
      await stopProcess({ stateFile: filesOf(props.stateDir, "router").stateFile, graceMs: 10_000 });
    }),
};

interface Running extends RouterHandle {
  readonly port: number;
  readonly pid: number;
  readonly startedAt: string;
}

/** The running router, or a new one on the ports and with the traffic rule of the one that died. */
async function ensureRouter(stateDir: string): Promise<Running> {
  const files = filesOf(stateDir, "router");
  const tokenFile = join(stateDir, "secrets", "router-token");
  if (!existsSync(tokenFile)) {
    mkdirSync(dirname(tokenFile), { recursive: true, mode: 0o700 });
    writeFileAtomic(tokenFile, randomBytes(32).toString("hex"), { mode: 0o600 });
  }
  const found = findProcess(files.stateFile);
  const started =
    found.kind === "running" && found.process.ready
      ? found.process
      : await startProcess({
          name: "router",
          script: join(packageRootOf(__filename), "dist", "local", "router.js"),
          env: { ROUTER_STATE_FILE: join(stateDir, "router.json"), ROUTER_TOKEN_FILE: tokenFile },
          portNames: ["PORT", "ADMIN_PORT"],
          probe: httpProbe("/healthz", "ADMIN_PORT"),
          ...(found.kind === "gone" ? { fixedPorts: found.process.ports } : {}),
          ...files,
        });
  const { pid, startedAt, ports } = started;
  return { pid, startedAt, port: ports.PORT!, adminUrl: `http://127.0.0.1:${ports.ADMIN_PORT!}`, tokenFile };
}

/** Puts the rule in force with the next generation; a rule that is in force already keeps its generation. */
async function apply(inputs: Inputs, running: Running): Promise<Outs> {
  const { state } = await readRouter(running);
  const rule = { groups: inputs.groups, ...(inputs.mirror ? { mirror: inputs.mirror } : {}) };
  const same =
    state &&
    JSON.stringify([state.groups, state.mirror ?? null]) === JSON.stringify([rule.groups, rule.mirror ?? null]);
  const generation = same ? state.generation : (state?.generation ?? 0) + 1;
  if (!same) await switchRouter(running, { generation, ...rule });
  const { port, ...rest } = running;
  return { ...inputs, ...rest, url: `http://127.0.0.1:${port}`, generation };
}

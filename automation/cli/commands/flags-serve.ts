import { resolve } from "node:path";
import { Flags, killFiles, killStatements, overridesFrom } from "../../../adapters/flags/index.ts";
import { ofrepServer } from "../../../adapters/flags/ofrep.ts";
import { listenOnLoopback } from "../../../adapters/http/listen.ts";
import { registryFile } from "../../../adapters/policy/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { flagsServeSchema } from "../../documents/flags.ts";
import type { Command } from "../command.ts";

/** Serves the flags to other languages by OpenFeature's remote evaluation protocol, until it is told to end. */
export const command: Command = {
  example: "maestro flags serve --port 8016",
  declare: (leaf) => {
    leaf
      .option("--registry <file>", "the registry (default: flags/registry.yaml)")
      .option("--port <n>", "on loopback; 0 for any free one", "8016");
  },
  run: async ({ cwd, stateDir, env, say, signal }, _args, options) => {
    const wanted = Number(options.port);
    if (!Number.isInteger(wanted) || wanted < 0 || wanted > 65_535)
      throw new InputError("port-invalid", "expected a port", { field: "--port", next: "--port 8016" });
    const file = resolve(cwd, String(options.registry ?? registryFile));
    const overrides = overridesFrom(env.FEATURE_FLAGS);
    const flags = await Flags.open({ source: file, stateDir, kills: killFiles(stateDir), overrides });
    const { state, problems } = flags.status();
    if (state === "empty") {
      flags.close();
      throw new InputError("registry-missing", problems[0] ?? "there is no registry", {
        field: "--registry",
        next: "name it: --registry flags/registry.yaml",
      });
    }
    const server = ofrepServer({
      flags,
      registryText: () => flags.text,
      kills: () => killStatements(stateDir),
      token: env.MAESTRO_FLAGS_TOKEN,
    });
    const port = await listenOnLoopback(server, wanted);
    say(`serving ${flags.status().flags} flags on http://127.0.0.1:${port}/ofrep/v1/evaluate/flags (${state})`);
    await new Promise<void>((end) => {
      if (signal.aborted) end();
      else signal.addEventListener("abort", () => end(), { once: true });
    });
    server.close();
    server.closeAllConnections();
    const { flags: count, digest } = flags.status();
    flags.close();
    return { exitCode: 0, document: flagsServeSchema.parse({ port, flags: count, digest }), text: "ended" };
  },
};

import { existsSync, readFileSync } from "node:fs";
import { isAbsolute, join } from "node:path";
import { type NotifyConfig, notifySchema, type Sink, type SinkConfig, SinkRefused } from "../../core/outbox/index.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { fileSink } from "./file-sink.ts";
import { githubSink } from "./github-sink.ts";
import { webhookSink } from "./webhook-sink.ts";

/** Where messages go in a project without notify.yaml: into files below the state directory. */
const unconfigured = { sinks: [{ name: "files", kind: "file" }] };

/** @throws InputError with file, line and field */
export function readNotify(projectDir: string): NotifyConfig {
  const file = join(projectDir, "notify.yaml");
  return existsSync(file)
    ? parseYamlFile(readFileSync(file, "utf8"), file, notifySchema)
    : notifySchema.parse(unconfigured);
}

export function makeSink(
  config: SinkConfig,
  place: { readonly projectDir: string; readonly stateDir: string },
  env: Readonly<Record<string, string | undefined>>,
): Sink {
  const { name } = config;
  switch (config.kind) {
    case "file": {
      const { dir = join(place.stateDir, "notices") } = config;
      return fileSink(name, isAbsolute(dir) ? dir : join(place.projectDir, dir));
    }
    case "webhook":
      return needing(name, env, [config.secretEnv, config.bearerEnv], () =>
        webhookSink({
          name,
          url: config.url,
          secret: config.secretEnv && env[config.secretEnv],
          bearer: config.bearerEnv && env[config.bearerEnv],
        }),
      );
    case "github":
      return needing(name, env, [config.tokenEnv], () => githubSink({ ...config, token: env[config.tokenEnv]! }));
  }
}

/** A sink whose secret is not in the environment refuses, so that its messages wait for a process that has it. */
function needing(
  name: string,
  env: Readonly<Record<string, string | undefined>>,
  variables: readonly (string | undefined)[],
  make: () => Sink,
): Sink {
  const missing = variables.find((variable) => variable !== undefined && !env[variable]);
  if (missing === undefined) return make();
  return {
    name,
    deliver: async () => {
      throw new SinkRefused(`the environment variable ${missing} is not set`);
    },
  };
}

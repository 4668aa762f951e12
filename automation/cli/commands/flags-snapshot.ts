import { readKills } from "../../../adapters/flags/index.ts";
import { readLedger } from "../../../adapters/ledger/index.ts";
import { compile, kills } from "../../../core/flags/index.ts";
import { sha256 } from "../../../core/ledger/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { flagsSnapshotSchema } from "../../documents/flags.ts";
import { openRegistry, registryRoot } from "../../flags/registry.ts";
import type { Command } from "../command.ts";

/** The registry as it stands, with kill-switches and who threw them, for the evidence bundle. */
export const command: Command = {
  example: "maestro flags snapshot --json",
  declare: (leaf) => {
    leaf.option("--registry <file>", "the registry (default: flags/registry.yaml)");
  },
  run: async (context, _args, options) => {
    const { stateDir, now } = context;
    const { registry, text } = openRegistry(registryRoot(context, options.registry), options.registry);
    const { latest, problems } = readKills(stateDir);
    const killed = new Set([...latest.values()].filter((last) => kills(last, now())).map(({ key }) => key));
    const made = compile(registry, { kills: killed });
    const { entries, verification } = readLedger(stateDir);
    const document = flagsSnapshotSchema.parse({
      registry: { file: registry.file, digest: sha256(text) },
      flags: registry.flags.map(({ key, owner, scope, type, risk, expiresAt, killswitch, extensions }) => ({
        key,
        owner,
        scope,
        type,
        risk,
        expires: expiresAt === null ? null : rfc3339(expiresAt),
        expired: expiresAt !== null && now() >= expiresAt,
        killswitch,
        killed: killed.has(key),
        extensions: extensions.length,
        serves: made.evaluate(key, {}, now()).variant,
        cause: made.evaluate(key, {}, now()).cause,
      })),
      statements: entries
        .filter(({ kind }) => kind === "flag.killed" || kind === "flag.lifted")
        .map(({ seq, at, actor, kind, body }) => ({ seq, at, actor, kind, key: body.key, reason: body.reason })),
      ledgerVerified: verification.verified,
      problems,
    });
    const lines = document.flags.map(
      (flag) =>
        `${flag.key}  ${flag.owner ?? "no owner"}  until ${flag.expires ?? "for ever"}  ${flag.serves} (${flag.cause})`,
    );
    return { exitCode: 0, document, text: [`${registry.file} ${document.registry.digest}`, ...lines].join("\n") };
  },
};

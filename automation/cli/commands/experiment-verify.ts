import { resolve } from "node:path";
import { publicKeyPath, trustedKeys } from "../../../adapters/ledger/index.ts";
import { verifyManifest } from "../../../core/experiments/index.ts";
import { experimentVerifySchema } from "../../documents/experiment.ts";
import { readBytes } from "../../experiments/files.ts";
import type { Command } from "../command.ts";

/** Holds a manifest against its envelope and the trusted keys: exit 1 where any byte differs. */
export const command: Command = {
  example: "maestro experiment verify reports/experiments/subs-buffer.json --key ledger.pub",
  declare: (leaf) => {
    leaf
      .argument("<manifest>", "the manifest; its envelope lies beside it as <manifest>.dsse.json")
      .option("--envelope <file>", "the envelope, where it lies elsewhere")
      .option("--key <file>", "trusted public keys, PEM (default: those of the state directory)");
  },
  run: async (context, [file], options) => {
    const { cwd, stateDir } = context;
    const bytes = readBytes(cwd, file!, "name the manifest");
    const beside = String(options.envelope ?? `${file}.dsse.json`);
    const envelope = readBytes(cwd, beside, "name it: --envelope FILE");
    const keys = options.key === undefined ? publicKeyPath(stateDir) : resolve(cwd, String(options.key));
    if (options.key !== undefined) readBytes(cwd, String(options.key), "name the public key: --key FILE");
    const check = verifyManifest(bytes, envelope, trustedKeys(keys));
    const words = check.failures.map(({ code, text: why }) => `${code}: ${why}`);
    return {
      exitCode: check.valid ? 0 : 1,
      document: experimentVerifySchema.parse(check),
      text: check.valid ? `valid, signed by ${check.keyId}` : ["NOT valid", ...words].join("\n"),
    };
  },
};

import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../../adapters/files/atomic.ts";
import { ledgerSigner } from "../../../adapters/ledger/index.ts";
import { endOf, sealManifest } from "../../../core/experiments/index.ts";
import { experimentReportSchema } from "../../documents/experiment.ts";
import { exitCodeOf } from "../../experiments/document.ts";
import { readBytes, readDefinition } from "../../experiments/files.ts";
import { replay } from "../../experiments/report.ts";
import { assertMayRun } from "../../experiments/review.ts";
import type { Command } from "../command.ts";

/** Rules on an experiment from its exposure events and, where it has ended, signs its manifest. */
export const command: Command = {
  example: "maestro experiment report experiments/subs-buffer.yaml --events exposures.ndjson",
  declare: (leaf) => {
    leaf
      .argument("<definition>", "the experiment's YAML")
      .requiredOption("--events <file>", "exposure events, one JSON object a line")
      .option("--out <dir>", "where the manifest goes", "reports/experiments")
      .option("--dry-run", "write nothing");
  },
  run: async (context, [file], options) => {
    const { cwd, stateDir, env, now } = context;
    const definition = readDefinition(cwd, file!);
    const { experiment } = definition;
    // Its time may be over: what came of it is asked.
    await assertMayRun(cwd, definition, Math.min(now(), endOf(experiment) - 1));
    const events = String(options.events);
    const text = readBytes(cwd, events, "name the events: --events FILE").toString("utf8");
    const { manifest, ruling } = replay(experiment, text, events, now());
    const files: string[] = [];
    if (ruling.decision !== "running" && options.dryRun !== true) {
      const folder = resolve(cwd, String(options.out));
      mkdirSync(folder, { recursive: true });
      const sealed = sealManifest(manifest, ledgerSigner(stateDir, env));
      const path = join(folder, `${experiment.experiment}.json`);
      writeFileAtomic(path, Buffer.from(sealed.bytes).toString("utf8"));
      writeFileAtomic(`${path}.dsse.json`, JSON.stringify(sealed.envelope));
      files.push(path, `${path}.dsse.json`);
    }
    const { decision, reason } = ruling;
    const words = [`${experiment.experiment}: ${decision}${reason ? `, ${reason.text}` : ""}`, ...files];
    return {
      exitCode: exitCodeOf(decision),
      document: experimentReportSchema.parse({ decision, reason, manifest, files }),
      text: words.join("\n"),
    };
  },
};

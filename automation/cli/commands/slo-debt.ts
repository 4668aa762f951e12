import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { writeFileAtomic } from "../../../adapters/files/atomic.ts";
import { openSeries } from "../../../adapters/slo/index.ts";
import { debtMarkdown, epicsOf } from "../../../core/slo/index.ts";
import { rfc3339 } from "../../../core/time/index.ts";
import { sloDebtSchema } from "../../documents/slo.ts";
import { exportBacklog, readBacklog, writeBacklog } from "../../slo/debt.ts";
import { historyOption } from "../../slo/history.ts";
import { dataRequest, declareData, requireDefinitions, slosOf } from "../../slo/options.ts";
import type { Command } from "../command.ts";

/** The backlog of SLO debt, ranked: 0 none, 1 some, 3 where none is found and something could not be read. */
export const command: Command = {
  example: "maestro slo debt --history 90d --out reports/slo --write",
  declare: (leaf) => {
    declareData(leaf);
    leaf
      .option("--history <days>", "how far back", "90d")
      .option("--rules <files…>", "Prometheus rule files to replay too, separated by commas")
      .option("--out <dir>", "write debt.md and debt.json there")
      .option("--write", "write slo/debt.json, from which debt ages on where data is kept shorter")
      .option("--export", "open issues and epics through the sinks of notify.yaml");
  },
  run: async (context, _args, options) => {
    const root = resolve(context.cwd);
    const request = dataRequest(context, options, options.write === true || options.export === true);
    const { definitions } = await requireDefinitions(root);
    slosOf(definitions.slos, request.service);
    const { ranked, unread } = await readBacklog(
      {
        definitions,
        source: openSeries({ root, prometheus: request.prometheus, environment: context.env }),
        service: request.service,
        now: request.now,
        historyMs: historyOption(options.history),
        signal: context.signal,
        ruleFiles: typeof options.rules === "string" ? options.rules.split(",") : [],
        cwd: root,
      },
      root,
    );
    const items = ranked.map((item) => ({ ...item, since: rfc3339(item.since) }));
    const epics = epicsOf(ranked).map(({ service, title, debt, items: own }) => ({
      service,
      title,
      debt,
      items: own.map(({ id }) => id),
    }));
    const markdown = debtMarkdown(ranked, unread, request.now);
    const files: string[] = [];
    if (typeof options.out === "string") {
      const folder = resolve(context.cwd, options.out);
      mkdirSync(folder, { recursive: true });
      files.push(join(folder, "debt.md"), join(folder, "debt.json"));
      writeFileAtomic(files[0]!, markdown);
      writeFileAtomic(files[1]!, `${JSON.stringify({ items, epics, unread }, null, 2)}\n`);
    }
    if (options.write === true) files.push(writeBacklog(root, ranked));
    const exported = options.export === true ? await exportBacklog(context, root, ranked) : null;
    const document = sloDebtSchema.parse({ asOf: rfc3339(request.now), items, epics, unread, exported, files });
    const lines = ranked.map(
      ({ rank, arithmetic, title, service, why }) =>
        `${String(rank).padStart(3)}. ${arithmetic}  ${title} (${service})\n       ${why}`,
    );
    const said = exported && `${exported.queued} queued, ${exported.delivered} delivered, ${exported.pending} wait`;
    const text = [
      ...(lines.length === 0 ? ["no debt"] : lines),
      ...unread.map((line) => `not known: ${line}`),
      ...(said === null ? [] : [said]),
      ...files,
    ].join("\n");
    return { exitCode: ranked.length > 0 ? 1 : unread.length > 0 ? 3 : 0, document, text };
  },
};

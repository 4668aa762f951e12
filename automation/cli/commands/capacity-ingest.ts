import { ingest, ingestRequest, ingestText, sourcesFile, usageFile } from "../../capacity/ingest.ts";
import { capacityIngestSchema } from "../../documents/capacity.ts";
import type { Command } from "../command.ts";

/** Fetches usage into the committed file: exit 0, 3 when a series has nothing, 4 when a source fails. */
export const command: Command = {
  example: "maestro capacity ingest --last 35",
  declare: (leaf) => {
    leaf
      .option("--sources <file>", "what to ask and whom", sourcesFile)
      .option("--out <file>", "the usage file, to which the points are added", usageFile)
      .option("--last <days>", "how far back; 35 unless --start is given")
      .option("--start <instant>", "from here on, RFC 3339")
      .option("--end <instant>", "up to here; now unless told");
  },
  run: async (context, _args, options) => {
    const done = await ingest(context, ingestRequest(options, context.now()));
    const rfc = (at: number | null): string | null => (at === null ? null : new Date(at).toISOString());
    const document = capacityIngestSchema.parse({
      ...done,
      series: done.series.map((one) => ({ ...one, start: rfc(one.start), end: rfc(one.end) })),
    });
    const exitCode = done.series.some(({ nodata }) => nodata !== null) ? 3 : 0;
    return { exitCode, document, text: ingestText(done) };
  },
};

import { resolveTools, toolsDirectory } from "../../../adapters/toolchain/index.ts";
import { catalogue } from "../../../core/toolchain/index.ts";
import { doctorSchema } from "../../documents/doctor.ts";
import { toolTable, toRow } from "../../tools/table.ts";
import type { Command } from "../command.ts";

/** Looks for every tool; exit 0 when all that a start needs are ok, 1 otherwise. Installs nothing. */
export const command: Command = {
  example: "maestro doctor",
  run: async (context) => {
    const tools = await resolveTools(
      catalogue.map((tool) => tool.name),
      { env: context.env },
    );
    const rows = tools.map(toRow);
    const lacking = rows.filter((row) => row.neededForStart && !row.ok);
    const document = doctorSchema.parse({ toolsDir: toolsDirectory(context.env), tools: rows });
    const conclusion =
      lacking.length === 0
        ? "npm start has all it needs."
        : `npm start lacks ${lacking.map((row) => row.name).join(", ")}; it brings what can be built or downloaded.`;
    return { exitCode: lacking.length === 0 ? 0 : 1, document, text: `${toolTable(rows)}\n\n${conclusion}` };
  },
};

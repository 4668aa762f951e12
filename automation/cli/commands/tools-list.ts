import { resolveTools, toolsDirectory } from "../../../adapters/toolchain/index.ts";
import { catalogue } from "../../../core/toolchain/index.ts";
import { toolsSchema } from "../../documents/tools.ts";
import { toolTable, toRow } from "../../tools/table.ts";
import type { Command } from "../command.ts";

/** Lists the catalogue and what is there of it; always exit 0. */
export const command: Command = {
  example: "maestro tools list",
  run: async (context) => {
    const tools = await resolveTools(
      catalogue.map((tool) => tool.name),
      { env: context.env },
    );
    const document = toolsSchema.parse({ toolsDir: toolsDirectory(context.env), tools: tools.map(toRow) });
    const purposes = catalogue.map((tool) => `${tool.name}: ${tool.purpose}`).join("\n");
    const text = `${toolTable(document.tools)}\n\n${purposes}\n\ncached in ${document.toolsDir}`;
    return { exitCode: 0, document, text };
  },
};

import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { replay } from "../../../core/aca/index.ts";
import { InputError } from "../../../core/errors/index.ts";
import { verdictExit, verdictText } from "../../aca/text.ts";
import { acaReplaySchema } from "../../documents/aca.ts";
import type { Command } from "../command.ts";

/** Judges a rationale's samples again, offline; exit 1 when the verdict is not the recorded one byte for byte. */
export const command: Command = {
  example: "maestro aca replay reports/run/aca/rationale.json",
  declare: (leaf) => {
    leaf.argument("<file>", "rationale.json of an analysis");
  },
  run: async (context, [file = ""]) => {
    const text = await readFile(resolve(context.cwd, file), "utf8").catch((cause: Error) => {
      throw new InputError("file-missing", `cannot be read: ${cause.message}`, { file, cause, next: "check the path" });
    });
    const { verdict, equal, differences } = replay(text, file);
    const document = acaReplaySchema.parse({ ...verdict, equal, differences });
    const told = equal ? "the recorded verdict, byte for byte" : `differs from the record in ${differences.join(", ")}`;
    return { exitCode: equal ? verdictExit[verdict.verdict] : 1, document, text: `${told}\n${verdictText(verdict)}` };
  },
};

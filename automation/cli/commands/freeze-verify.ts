import { freezeVerifySchema } from "../../documents/freeze-approvals.ts";
import { verifyFiles } from "../../freeze/verify.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** Checks every approval as the gates do, and says why one does not count. */
export const command: Command = {
  example: "maestro freeze verify --stack prod",
  declare: (leaf) => {
    leaf.option("--now <time>", "as of then");
  },
  run: async (context, _args, options) => {
    const files = await verifyFiles(context, readNow(options.now, context.now));
    const refused = files.filter(({ status }) => status === "refused").length;
    const counting = files.filter(({ status }) => status === "counts").length;
    const lines = files.map(
      ({ file, status, code, text }) => `${status.padEnd(10)} ${file}: ${code ? `${code}: ` : ""}${text}`,
    );
    return {
      exitCode: refused > 0 ? 1 : 0,
      document: freezeVerifySchema.parse({ files, counting, refused }),
      text: files.length === 0 ? "there is no approval below freeze/approvals" : lines.join("\n"),
    };
  },
};

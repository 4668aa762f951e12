import { freezeRequestSchema } from "../../documents/freeze-approvals.ts";
import { writeRequest } from "../../freeze/request.ts";
import type { Command } from "../command.ts";

/** Writes down a change in a freeze for approvers to sign. */
export const command: Command = {
  example: "maestro freeze request --stack prod --ticket CAB-231 --to v2.0.0 --expires 24h --max-canary-weight 10",
  declare: (leaf) => {
    leaf
      .option("--ticket <id>", "the CAB ticket of the change")
      .option("--expires <time>", "until when it may go out: 24h, 3d, or an instant")
      .option("--to <version>", "the version of the cutover; its plan is then bound too")
      .option("--mapping <id>", "the data migration of that cutover")
      .option("--head <commit>", "for a merge: the commit that is to be merged, in place of --stack")
      .option("--category <word>", "the carve-out that it is, such as security; a code owner's approval asserts it")
      .option("--reason <text>", "why it cannot wait")
      .option("--requested-by <id>", "who asks; the user's name when left out")
      .option("--max-canary-weight <percent>", "cap of the canary's traffic")
      .option("--min-aca-score <score>", "score that the canary must reach, 0 to 1")
      .option("--min-samples <n>", "samples a side that each look needs");
  },
  run: async (context, _args, options) => {
    const { file, request } = await writeRequest(context, options);
    const text = `asked for approval of ${request.ticket} for ${request.target ?? "a merge"} until ${request.expiresAt}\nwritten to ${file}; approvers: maestro freeze approve ${file} --as <id> --role <role> --key-file <file>`;
    return { exitCode: 0, document: freezeRequestSchema.parse({ file, request }), text };
  },
};

import { relative, resolve } from "node:path";
import { templateFacts } from "../../../core/freeze/index.ts";
import { freezeCommsSchema } from "../../documents/freeze.ts";
import { changeFacts, exceptionFor, renderComms, templateFolder, windowFor } from "../../freeze/comms.ts";
import { readRules } from "../../freeze/rules.ts";
import { runFacts } from "../../freeze/run-facts.ts";
import { readNow } from "../../time/now.ts";
import type { Command } from "../command.ts";

/** Fills the templates of comms/freeze with a window's facts: prints them, or writes them with --out. */
export const command: Command = {
  example: "maestro freeze comms notification --window holidays --out reports/comms",
  declare: (leaf) => {
    leaf
      .argument("[templates...]", "notification, exception, rollback, release-notes; all when left out")
      .option("--window <name>", "the window; the open one, else the next, when left out")
      .option("--ticket <id>", "the CAB ticket of the change")
      .option("--to <version>", "the version that goes out")
      .option("--run <id>", "the cutover that rollback.md speaks of; the last when left out")
      .option("--out <dir>", "write them there")
      .option("--placeholders", "list what a template may name")
      .option("--now <time>", "as of then")
      .option("--config <file>", "another calendar");
  },
  run: async (context, args, options) => {
    const text = (name: string): string | undefined => options[name] as string | undefined;
    const now = readNow(options.now, context.now);
    const { root, calendars } = await readRules(context, options.config, now);
    const { window, source } = windowFor(calendars, text("window"), now);
    const change = changeFacts(root, { stack: context.stack, ticket: text("ticket"), version: text("to") });
    const run = runFacts(context.stateDir, text("run"), context.stack);
    const facts = templateFacts({ window, source, change, exception: exceptionFor(window, change), run });
    const out = text("out") === undefined ? null : resolve(context.cwd, text("out")!);
    const listed = options.placeholders === true;
    const files = listed ? [] : renderComms({ folder: templateFolder(root), only: args, facts, out });
    const document = freezeCommsSchema.parse({
      window: window.name,
      files,
      ...(listed ? { placeholders: facts } : {}),
    });
    if (listed) {
      const lines = Object.entries(facts).map(([name, value]) => `{{${name}}}`.padEnd(34) + (value ?? "–"));
      return { exitCode: 0, document, text: lines.join("\n") };
    }
    const said = files.map(({ name, text: body, written, open }) => {
      const blanks = open.length > 0 ? `, to be filled in: ${open.join(", ")}` : "";
      return written === null
        ? `--- ${name}.md${blanks}\n${body}`
        : `${relative(context.cwd, written) || written}${blanks}`;
    });
    return { exitCode: 0, document, text: said.join("\n") };
  },
};

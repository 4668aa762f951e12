import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { MaestroError } from "../../core/errors/index.ts";
import type { Decision } from "../../core/freeze/index.ts";
import type { RefusalNote } from "../../core/freeze-audit/index.ts";

/** Where pack and guard leave what they refused, below the project, whatever the environment says of a state directory. */
export const refusalsFolder = ".maestro/refusals";

/** Variables that can change what Node and git do, or that somebody may take for ours. */
const telling =
  /^(NODE_OPTIONS|NODE_PATH|TZ|LD_PRELOAD|DYLD_INSERT_LIBRARIES|FAKETIME|GIT_(?:DIR|WORK_TREE|OBJECT_DIRECTORY|ALTERNATE_OBJECT_DIRECTORIES|COMMON_DIR|NAMESPACE|REPLACE_REF_BASE|CONFIG.*)|MAESTRO_(?!STATE_DIR$).*)$/;
/** What the commands of maestro themselves preload into the engine's hosts. */
const ownPreload = /--require "?[^"\s]*lazy-compiler\.cjs"?/g;

let noted = false;

/**
 * Leaves a note of a refusal for `maestro freeze audit`, which takes it over into the ledger: an `up` that is refused in
 * its preview leaves no trace in the engine's history. One a process. What cannot be written is left out: the refusal
 * stands without it.
 */
export function noteRefusal(
  root: string,
  facts: {
    readonly by: RefusalNote["by"];
    readonly stack: string;
    readonly preview: boolean;
    readonly refusal: Decision | unknown;
    readonly environment: unknown;
  },
): void {
  if (noted || !existsSync(join(root, "Pulumi.yaml"))) return;
  noted = true;
  const { refusal } = facts;
  const decision = isDecision(refusal) ? refusal : null;
  const note: RefusalNote = {
    by: facts.by,
    at: Date.now(),
    pid: process.pid,
    stack: facts.stack.slice(0, 500),
    preview: facts.preview,
    code: decision ? "freeze-refused" : refusal instanceof MaestroError ? refusal.code : "internal",
    text: (decision
      ? decision.reasons.map(({ text }) => text).join("\n")
      : refusal instanceof Error
        ? refusal.message
        : String(refusal)
    ).slice(0, 20_000),
    ticket: decision?.evidence.ticket?.slice(0, 500) ?? null,
    environment: typeof facts.environment === "string" ? facts.environment.slice(0, 500) : null,
    window: decision?.window?.name.slice(0, 500) ?? null,
    variables: Object.entries(process.env)
      .filter(([name, value = ""]) => telling.test(name) && value.replace(ownPreload, "").trim() !== "")
      .map(([name]) => name.slice(0, 100))
      .sort()
      .slice(0, 50),
  };
  try {
    const folder = join(root, refusalsFolder);
    mkdirSync(folder, { recursive: true });
    const name = `${new Date(note.at).toISOString().replace(/[:.]/g, "-")}-${process.pid}-${randomBytes(4).toString("hex")}`;
    writeFileSync(join(folder, `${name}.json`), JSON.stringify(note), { flag: "wx" });
  } catch {}
}

function isDecision(value: unknown): value is Decision {
  return typeof value === "object" && value !== null && "decision" in value && "evidence" in value;
}

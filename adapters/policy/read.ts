import { createHash } from "node:crypto";
import { readFile, stat } from "node:fs/promises";
import { InputError, OutsideError } from "../../core/errors/index.ts";

export interface PolicyFile {
  readonly text: string;
  /** `sha256:<hex>` of the bytes. */
  readonly digest: string;
}

/**
 * Reads a file of rules, or gives null when there is none.
 *
 * @throws InputError `policy-file-unreadable` when it is no regular file or no UTF-8, OutsideError when it cannot be
 *   read: neither is the same as "there is none".
 */
export async function readPolicyFile(path: string, name: string): Promise<PolicyFile | null> {
  try {
    const found = await stat(path);
    // A pipe or a device would never end.
    if (!found.isFile())
      throw new InputError("policy-file-unreadable", `${name} is not a regular file`, {
        file: name,
        next: `write ${name}`,
      });
    const bytes = await readFile(path);
    return {
      text: new TextDecoder("utf-8", { fatal: true }).decode(bytes),
      digest: `sha256:${createHash("sha256").update(bytes).digest("hex")}`,
    };
  } catch (error) {
    if (error instanceof InputError) throw error;
    if (error instanceof TypeError)
      throw new InputError("policy-file-unreadable", `${name} is not UTF-8 text`, {
        file: name,
        next: "save it as UTF-8",
      });
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return null;
    throw new OutsideError("policy-file-unreadable", `${name} cannot be read: ${message}`, {
      file: name,
      next: `make ${name} readable`,
      cause: error,
    });
  }
}

import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { InputError } from "../../core/errors/index.ts";

/** SHA-256 over the bytes of a file. @throws InputError `file-missing`. */
export async function fileDigest(path: string, file: string): Promise<`sha256:${string}`> {
  const hash = createHash("sha256");
  try {
    for await (const chunk of createReadStream(path)) hash.update(chunk as Buffer);
  } catch (cause) {
    const message = `cannot be read: ${(cause as Error).message}`;
    throw new InputError("file-missing", message, { file, cause, next: "check the path" });
  }
  return `sha256:${hash.digest("hex")}`;
}

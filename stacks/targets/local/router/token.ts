import { createHash, timingSafeEqual } from "node:crypto";
import { readFileSync, statSync } from "node:fs";
import { InputError, OutsideError } from "../../../../core/errors/index.ts";

const MIN_LENGTH = 16;

/**
 * Reads the admin token.
 * @param path a file that only its owner may read
 * @throws OutsideError `token-not-readable`; InputError `token-too-open`, `token-too-short`
 */
export function readToken(path: string): string {
  let text: string;
  let mode: number;
  try {
    mode = statSync(path).mode;
    text = readFileSync(path, "utf8").trim();
  } catch (cause) {
    throw new OutsideError("token-not-readable", "cannot read the router's token", {
      file: path,
      next: `look at it: ls -l ${path}`,
      cause,
    });
  }
  if (process.platform !== "win32" && (mode & 0o077) !== 0)
    throw new InputError("token-too-open", "others than its owner may read the router's token", {
      file: path,
      next: `chmod 600 ${path}`,
    });
  return checkToken(text, path);
}

/** @throws InputError `token-too-short` */
export function checkToken(token: string, file?: string): string {
  if (token.length >= MIN_LENGTH) return token;
  throw new InputError("token-too-short", `the router's token has under ${MIN_LENGTH} characters`, {
    file,
    next: "write 32 random bytes in hex: openssl rand -hex 32",
  });
}

/** Whether an authorization header carries the token. Digests of equal length are compared in constant time. */
export function bears(authorization: string | undefined, token: string): boolean {
  return timingSafeEqual(digest(authorization ?? ""), digest(`Bearer ${token}`));
}

function digest(text: string): Buffer {
  return createHash("sha256").update(text).digest();
}

import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** `sha256:` and 64 lower-case hex digits. */
export type Digest = `sha256:${string}`;

/**
 * JSON Canonicalization Scheme (RFC 8785): keys sorted by UTF-16 code unit, no blanks, ECMAScript numbers.
 * Members whose value is undefined are left out, as JSON.stringify does.
 * @throws TypeError for what JSON cannot carry: undefined itself, NaN, Infinity, a lone surrogate, a cycle
 */
export function canonicalJson(value: unknown): string {
  try {
    const text = canonicalize(value);
    if (text !== undefined) return text;
  } catch (cause) {
    throw new TypeError(`not representable as JSON: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  }
  throw new TypeError(`not representable as JSON: ${typeof value}`);
}

/** SHA-256 of bytes or of a text's UTF-8. */
export function sha256(content: string | Uint8Array): Digest {
  return `sha256:${createHash("sha256").update(content).digest("hex")}`;
}

/** SHA-256 over the canonical JSON of a value. */
export function digestOf(value: unknown): Digest {
  return sha256(canonicalJson(value));
}

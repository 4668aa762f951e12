import { createHash } from "node:crypto";
import canonicalize from "canonicalize";

/** Sections that say who allowed a change or who drives it, not what it deploys. */
const outsideTheDigest = ["change", "run"];

/**
 * Digest of what a stack's config deploys: SHA-256 over the RFC 8785 canonical form of the project's own config
 * without `change` and `run`. Sections that are empty objects are left out, because Pulumi fills in declared defaults
 * for a program but not in the stack file; the digest is the same seen from either.
 *
 * @param config section → value, structured (not JSON text).
 * @returns `sha256:<hex>`
 */
export function configDigest(config: Readonly<Record<string, unknown>>): string {
  const kept = Object.entries(config).filter(
    ([name, value]) => !outsideTheDigest.includes(name) && !isEmptyObject(value),
  );
  return `sha256:${createHash("sha256")
    .update(canonicalize(Object.fromEntries(kept))!)
    .digest("hex")}`;
}

/**
 * The project's own sections of Pulumi's flat config, structured.
 *
 * @param flat `namespace:key` → text; objects are JSON texts. Text that is no JSON object or array stays text.
 */
export function ownSections(flat: Readonly<Record<string, string>>, namespace: string): Record<string, unknown> {
  const prefix = `${namespace}:`;
  return Object.fromEntries(
    Object.entries(flat)
      .filter(([key]) => key.startsWith(prefix))
      .map(([key, text]) => [key.slice(prefix.length), structured(text)]),
  );
}

function structured(text: string): unknown {
  if (!/^\s*[{[]/.test(text)) return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function isEmptyObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

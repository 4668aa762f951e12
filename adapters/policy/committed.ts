import { openYaml } from "../yaml/index.ts";
import type { TrustedRef } from "./trusted.ts";

/** Sections by which a window's scope is told. */
const scoping = ["environment", "service", "tenantClass"];

/**
 * The scoping sections of a stack's config as the trusted commit has them: whoever turns production into staging in the
 * working tree takes the stack out of no window. Empty: the commit has no such stack file.
 * @throws InputError for a committed file that is no YAML
 */
export async function committedScope(
  trusted: TrustedRef,
  stack: string,
  namespace: string,
): Promise<Readonly<Record<string, unknown>>> {
  // A stack's name is a word; what is none could name another file.
  if (!/^[\w.-]+$/.test(stack)) return {};
  const file = `Pulumi.${stack}.yaml`;
  const text = await trusted.read(file);
  if (text === null) return {};
  const { config } = (openYaml(text, `${trusted.commit.slice(0, 12)}:${file}`).value ?? {}) as {
    config?: Record<string, unknown> | null;
  };
  const found = scoping.flatMap((name) => {
    const value = config?.[`${namespace}:${name}`];
    return typeof value === "string" ? [[name, value] as const] : [];
  });
  return Object.fromEntries(found);
}

import { InputError } from "../../errors/index.ts";

type Json = unknown;
type Keys = readonly (string | number)[];

export interface Target {
  readonly schema: Json;
  readonly keys: Keys;
  readonly base: string;
}

/** Stands for a document that names itself nowhere. */
const NAMELESS = "schema:///";

/** Finds what `$ref` points at in its own document: by pointer, `$id`, `$anchor` or `definitions`. */
export class References {
  readonly #byId = new Map<string, Target>();
  readonly root: Target;

  constructor(document: Json) {
    this.root = { schema: document, keys: [], base: resolve(idOf(document), NAMELESS) };
    this.#index(document, [], NAMELESS, 0);
    this.#byId.set(this.root.base, this.root);
    this.#byId.set(NAMELESS, this.root);
  }

  /** @throws InputError `unresolved-reference` for one that leads out of the document or nowhere */
  find(reference: string, base: string, keys: Keys): Target {
    const url = resolve(reference, base);
    const [before = "", fragment = ""] = splitOnce(url);
    const exact = this.#byId.get(url) ?? this.#byId.get(`${before}#${fragment}`);
    if (exact !== undefined) return exact;
    const within = this.#byId.get(before);
    if (within !== undefined && (fragment === "" || fragment.startsWith("/"))) {
      const found = this.#byPointer(within, fragment);
      if (found !== undefined) return found;
    }
    throw new InputError("unresolved-reference", `${reference} is not in this document`, {
      field: [...keys, "$ref"].join("."),
      next: "put what it points at under definitions or $defs",
    });
  }

  #byPointer(within: Target, fragment: string): Target | undefined {
    let { schema, base } = within;
    const keys: (string | number)[] = [...within.keys];
    for (const part of fragment.split("/").slice(1)) {
      const key = decode(part).replaceAll("~1", "/").replaceAll("~0", "~");
      if (typeof schema !== "object" || schema === null || !Object.hasOwn(schema, key)) return undefined;
      schema = (schema as Record<string, Json>)[key];
      keys.push(Array.isArray(schema) ? key : key);
      base = resolve(idOf(schema), base);
    }
    return { schema, keys, base };
  }

  #index(schema: Json, keys: Keys, base: string, depth: number): void {
    if (typeof schema !== "object" || schema === null || depth > 200) return;
    const own = resolve(idOf(schema), base);
    if (own !== base) this.#byId.set(own, { schema, keys, base: own });
    const { $anchor } = schema as { $anchor?: unknown };
    if (typeof $anchor === "string") this.#byId.set(`${splitOnce(own)[0]}#${$anchor}`, { schema, keys, base: own });
    for (const [key, value] of Object.entries(schema))
      if (key !== "enum" && key !== "const" && key !== "default" && key !== "examples")
        this.#index(value, [...keys, Array.isArray(schema) ? Number(key) : key], own, depth + 1);
  }
}

function idOf(schema: Json): string {
  if (typeof schema !== "object" || schema === null) return "";
  const { $id, id, $ref } = schema as { $id?: unknown; id?: unknown; $ref?: unknown };
  if (typeof $ref === "string") return "";
  return typeof $id === "string" ? $id : typeof id === "string" ? id : "";
}

export function resolve(reference: string, base: string): string {
  if (reference === "") return base;
  try {
    return new URL(reference, base).href;
  } catch {
    return reference;
  }
}

function splitOnce(url: string): [string, string] {
  const at = url.indexOf("#");
  return at === -1 ? [url, ""] : [url.slice(0, at), url.slice(at + 1)];
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

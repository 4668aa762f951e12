import { isMap, isScalar, isSeq, parseDocument, type YAMLMap } from "yaml";
import { rfc3339 } from "../../core/time/index.ts";

export interface EndedMark {
  readonly experiment: string;
  /** Epoch milliseconds. */
  readonly at: number;
  readonly decision: string;
}

/**
 * A registry's text with `ended: {experiment, at, decision}` at one flag's entry; every other byte stays. Null where there
 * is no one such entry, or it is written in a way that cannot be extended in place. A mark that is there stays.
 */
export function markEnded(text: string, key: string, { experiment, at, decision }: EndedMark): string | null {
  const document = parseDocument(text, { keepSourceTokens: true });
  if (document.errors.length > 0) return null;
  const flags = document.get("flags");
  if (!isSeq(flags)) return null;
  const entries = flags.items.filter((item): item is YAMLMap => isMap(item) && item.get("key") === key);
  const [entry] = entries;
  if (entries.length !== 1 || !entry?.range) return null;
  if (entry.has("ended")) return text;
  const mark = `ended: {experiment: ${experiment}, at: ${rfc3339(at)}, decision: ${decision}}`;
  const last = entry.items.at(-1);
  const first = entry.items[0]?.key;
  if (entry.flow) {
    const close = text.lastIndexOf("}", entry.range[1] - 1);
    const head = text.slice(0, close).trimEnd();
    const comma = head.endsWith(",") ? " " : ", ";
    return `${head}${comma}${mark}${text.slice(close)}`;
  }
  if (!isScalar(first) || !first.range || !last) return null;
  const lineStart = text.lastIndexOf("\n", first.range[0] - 1) + 1;
  const column = first.range[0] - lineStart;
  // Where the value of the last pair ends, without what is said behind it.
  const value = last.value as { range?: [number, number, number] | null } | null;
  const end = value?.range?.[1] ?? entry.range[1];
  const lineEnd = text.indexOf("\n", Math.max(end - 1, 0));
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const line = `${" ".repeat(column)}${mark}`;
  if (lineEnd === -1) return `${text}${newline}${line}`;
  return `${text.slice(0, lineEnd + 1)}${line}${newline}${text.slice(lineEnd + 1)}`;
}

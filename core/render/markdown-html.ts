import { escapeXml, type Markup } from "./svg.ts";

/**
 * The Markdown that documents of this project are written in, as HTML: headings, paragraphs, tables, lists, bold, code and
 * images on lines of their own. Anything else is text; nothing of it becomes a tag.
 *
 * @param image The markup of an image, by the path that it is written with; null leaves its text.
 */
export function markdownHtml(text: string, image: (path: string) => Markup | null = () => null): Markup {
  const parts = text.split(/\n{2,}|\n(?=#)/).map((block) => blockHtml(block.replace(/^\n+|\n+$/g, ""), image));
  return { markup: parts.filter((part) => part !== "").join("\n") };
}

function blockHtml(block: string, image: (path: string) => Markup | null): string {
  if (block === "") return "";
  const heading = /^(#{1,4}) (.*)$/.exec(block);
  if (heading !== null) return `<h${heading[1]!.length}>${inline(heading[2]!)}</h${heading[1]!.length}>`;
  const picture = /^!\[(.*)\]\(([^)\s]+)\)$/.exec(block);
  if (picture !== null) return `<div class="figure">${image(picture[2]!)?.markup ?? inline(picture[1]!)}</div>`;
  const lines = block.split("\n");
  if (lines.length > 1 && /^\|( *-{3,} *\|)+$/.test(lines[1]!)) return tableHtml(lines);
  if (lines.every((line) => /^(\d+\.|-) /.test(line))) {
    const name = /^\d/.test(block) ? "ol" : "ul";
    return `<${name}>${lines.map((line) => `<li>${inline(line.replace(/^\S+ /, ""))}</li>`).join("")}</${name}>`;
  }
  return `<p>${inline(lines.join(" "))}</p>`;
}

function tableHtml([head, , ...rows]: readonly string[]): string {
  const cells = (line: string, name: string): string =>
    line
      .replace(/^\|\s?|\s?\|$/g, "")
      .split(/(?<!\\)\|/)
      .map((cell) => `<${name}>${inline(cell.trim())}</${name}>`)
      .join("");
  const body = rows.map((row) => `<tr>${cells(row, "td")}</tr>`).join("");
  return `<div class="scroll"><table><thead><tr>${cells(head!, "th")}</tr></thead><tbody>${body}</tbody></table></div>`;
}

/** Bold and code; an escaped character is itself, and entities are what they stand for. */
function inline(text: string): string {
  const pattern = /`([^`]+)`|\*\*((?:[^*\\]|\\.)+)\*\*|\\([\\`*_[\]|~#+\-=.)])|&(amp|lt|gt);/g;
  let [answer, from] = ["", 0];
  for (const match of text.matchAll(pattern)) {
    answer += escapeXml(text.slice(from, match.index));
    const [, code, bold, escaped, entity] = match;
    if (code !== undefined) answer += `<code>${escapeXml(code)}</code>`;
    else if (bold !== undefined) answer += `<b>${inline(bold)}</b>`;
    else answer += escaped === undefined ? `&${entity};` : escapeXml(escaped);
    from = match.index + match[0].length;
  }
  return answer + escapeXml(text.slice(from));
}

import { type Attributes, type Child, element, escapeXml, type Markup } from "./svg.ts";

/** One HTML element with its end tag; HTML reads `<td/>` as a start tag. Text is escaped. */
export function tag(name: string, attributes: Attributes, ...children: readonly Child[]): Markup {
  const { markup } = element(name, attributes, ...children);
  return { markup: markup.endsWith("/>") ? `${markup.slice(0, -2)}></${name}>` : markup };
}

/** A whole page that carries its style and loads nothing; without scripts, so that nothing in it can run. */
export function htmlPage(title: string, style: string, body: readonly Markup[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${style}</style></head><body>
${body.map(({ markup }) => markup).join("\n")}
</body></html>
`;
}

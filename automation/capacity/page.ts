import type { Markup } from "../../core/render/index.ts";
import { escapeXml } from "../../core/render/index.ts";
import { style } from "../cutover/report/style.ts";

/**
 * A self-contained page: no script, nothing from outside, so that it can be mailed and opened anywhere. On a narrow screen
 * plots scroll and begin at their end, where the forecast is.
 */
export function page(title: string, parts: readonly Markup[]): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>${escapeXml(title)}</title>
<style>${style}p code{overflow-wrap:anywhere}.scroll td:last-child{overflow-wrap:normal}.figure svg{display:block;max-width:100%;height:auto;border-radius:.3rem}.figure{overflow-x:auto;margin:.8rem 0}@media(max-width:34rem){.figure{direction:rtl}.figure svg{direction:ltr;max-width:none;width:36rem}}</style></head><body>
${parts.map(({ markup }) => markup).join("\n")}
</body></html>
`;
}

export { annotations } from "./annotations.ts";
export { htmlPage, tag } from "./html.ts";
export { escapeMarkdown, markdownTable } from "./markdown.ts";
export { markdownHtml } from "./markdown-html.ts";
export type { Remark } from "./remark.ts";
export { type SarifTool, sarif } from "./sarif.ts";
export { linearScale, ticks } from "./scale.ts";
export {
  type Attributes,
  type Child,
  coordinate,
  element,
  escapeXml,
  type Markup,
  palette,
  svgDocument,
} from "./svg.ts";
export { type Filled, fillTemplate } from "./template.ts";

/** Text that stands in XML or HTML, attribute values included. Characters that XML 1.0 forbids are replaced. */
export function escapeXml(text: string): string {
  return text
    .replace(/&/g, "&amp;")
    .replace(/</g, "&lt;")
    .replace(/>/g, "&gt;")
    .replace(/"/g, "&quot;")
    .replace(/'/g, "&#39;")
    .replace(FORBIDDEN, "\ufffd");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

/** A piece of markup that is already safe. */
export interface Markup {
  readonly markup: string;
}

export type Child = Markup | string | number | null;

export type Attributes = Readonly<Record<string, string | number | null>>;

/**
 * One element. Strings are escaped; numbers are written with at most two decimals; null attributes and children are left
 * out. Names of elements and attributes come from code, never from data.
 */
export function element(name: string, attributes: Attributes = {}, ...children: readonly Child[]): Markup {
  const written = Object.entries(attributes)
    .filter(([, value]) => value !== null)
    .map(([key, value]) => ` ${key}="${typeof value === "number" ? coordinate(value) : escapeXml(String(value))}"`)
    .join("");
  const inside = children
    .filter((child) => child !== null)
    .map((child) => (typeof child === "object" ? child.markup : escapeXml(String(child))))
    .join("");
  return { markup: inside === "" ? `<${name}${written}/>` : `<${name}${written}>${inside}</${name}>` };
}

/** A whole SVG file of this size in pixels, with a title and a description for screen readers. */
export function svgDocument(
  size: { readonly width: number; readonly height: number },
  title: string,
  description: string,
  ...children: readonly Child[]
): string {
  const { width, height } = size;
  const root = element(
    "svg",
    {
      xmlns: "http://www.w3.org/2000/svg",
      width,
      height,
      viewBox: `0 0 ${width} ${height}`,
      role: "img",
      "font-family": "system-ui, sans-serif",
      "font-size": 11,
    },
    element("title", {}, title),
    element("desc", {}, description),
    ...children,
  );
  return `${root.markup}\n`;
}

/** A coordinate with at most two decimals; not finite ones are 0, since they would break the drawing. */
export function coordinate(value: number): string {
  return Number.isFinite(value) ? String(Math.round(value * 100) / 100 + 0) : "0";
}

/** Colours that people with the common colour-vision deficiencies can tell apart (Okabe & Ito 2008). */
export const palette = {
  baseline: "#0072b2",
  canary: "#d55e00",
  good: "#009e73",
  bad: "#cc3311",
  ink: "#333333",
  faint: "#bbbbbb",
} as const;

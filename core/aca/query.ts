import { InputError } from "../errors/index.ts";

const PLACEHOLDER = /\{\{\s*([A-Za-z][A-Za-z0-9]*)\s*\}\}/g;
/** What may stand in a label matcher without ending it. */
const SAFE = /^[A-Za-z0-9_.:/@-]{1,200}$/;

/**
 * Fills in `{{side}}`, `{{color}}`, `{{service}}` … of a query.
 * @throws InputError for a placeholder without a value, and for a value that could change the query's meaning.
 */
export function resolveQuery(template: string, values: Readonly<Record<string, string>>, field: string): string {
  return template.replace(PLACEHOLDER, (_whole, name: string) => {
    const value = Object.hasOwn(values, name) ? values[name]! : undefined;
    if (value === undefined)
      throw new InputError("unknown-placeholder", `nothing is known for {{${name}}}`, {
        field,
        next: `give --set ${name}=…; known: ${Object.keys(values).sort().join(", ")}`,
      });
    if (!SAFE.test(value))
      throw new InputError(
        "bad-placeholder-value",
        `${JSON.stringify(value)} cannot stand in a query for {{${name}}}`,
        {
          field,
          next: "use letters, digits and _ . : / @ -",
        },
      );
    return value;
  });
}

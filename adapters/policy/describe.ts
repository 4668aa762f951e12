import { MaestroError } from "../../core/errors/index.ts";

/** An error as one violation's text: where, what, what next. An error of ours says that it refuses all the same. */
export function describeError(error: unknown): string {
  if (!(error instanceof MaestroError))
    return `the rule failed, so the change is refused: ${error instanceof Error ? error.message : String(error)}.`;
  const place = [error.file, error.line, error.column].filter((part) => part !== undefined).join(":");
  const field = error.field ? ` (${error.field})` : "";
  return `${place === "" ? "" : `${place}${field}: `}${error.message}.${error.next ? `\n  Next: ${error.next}.` : ""}`;
}

/** Line and column, from 1, at which a JSON parser of V8 stopped; where it does not say, the beginning or the end. */
export function jsonPlace(text: string, message: string): { line: number; column: number } {
  const given = /position (\d+)/.exec(message)?.[1];
  const token = /^Unexpected token '(.)'/.exec(message)?.[1];
  const offset =
    given !== undefined
      ? Number(given)
      : /end of JSON/.test(message)
        ? text.length
        : token === undefined
          ? 0
          : onlyPlace(text, token);
  const before = text.slice(0, offset).split("\n");
  return { line: before.length, column: before.at(-1)!.length + 1 };
}

/** Where a character stands, if it stands there once. */
function onlyPlace(text: string, character: string): number {
  const first = text.indexOf(character);
  return first >= 0 && text.indexOf(character, first + 1) < 0 ? first : 0;
}

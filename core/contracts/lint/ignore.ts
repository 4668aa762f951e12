/** `# maestro-ignore <rule> <reason>` on the finding's line or the one above. */
export interface Ignore {
  readonly rule: string;
  readonly reason: string;
  readonly line: number;
  readonly column: number;
}

export function ignoresIn(text: string): Ignore[] {
  if (!text.includes("maestro-ignore")) return [];
  return text.split("\n").flatMap((line, index) => {
    const match = /(?:^|\s)#\s*maestro-ignore(?:\s+(\S+))?[ \t]*(.*?)\s*$/.exec(line);
    if (match === null) return [];
    return [
      { rule: match[1] ?? "", reason: match[2] ?? "", line: index + 1, column: line.indexOf("#", match.index) + 1 },
    ];
  });
}

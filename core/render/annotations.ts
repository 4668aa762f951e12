import type { Remark } from "./remark.ts";

/**
 * Remarks as workflow commands of GitHub Actions, one a line. Nothing of a message or a file's name begins a command of
 * its own: https://docs.github.com/actions/reference/workflow-commands-for-github-actions
 */
export function annotations(remarks: readonly Remark[]): string {
  return remarks
    .map(({ rule, level, message, file, line, column }) => {
      const command = level === "note" ? "notice" : level;
      return `::${command} file=${property(file)},line=${line},col=${column},title=${property(rule)}::${data(message)}`;
    })
    .join("\n");
}

function data(text: string): string {
  return text.replace(/%/g, "%25").replace(/\r/g, "%0D").replace(/\n/g, "%0A");
}

function property(text: string): string {
  return data(text).replace(/:/g, "%3A").replace(/,/g, "%2C");
}

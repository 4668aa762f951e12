/** What a text of a type looks like, as the source of a regular expression (ECMA-262) without anchors. */
const clock = "([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?";
const day = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])";

export const textPatterns = {
  date: day,
  time: clock,
  timestamp: `${day}T${clock}`,
  timestamptz: `${day}T${clock}(Z|[+-]\\d\\d:\\d\\d)`,
  uuid: "[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}",
  bytes: "(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?",
} as const;

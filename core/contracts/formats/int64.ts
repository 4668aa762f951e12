/** The source of a regular expression that whole numbers in text fit exactly when they are no more than `limit`. */
function atMost(limit: string): string {
  const shorter = `\\d{1,${limit.length - 1}}`;
  const smaller = [...limit].flatMap((digit, index) => {
    if (digit === "0") return [];
    const rest = limit.length - index - 1;
    return [`${limit.slice(0, index)}[0-${Number(digit) - 1}]${rest > 0 ? `\\d{${rest}}` : ""}`];
  });
  return [shorter, ...smaller, limit].join("|");
}

/** The texts that are an int64. */
export const int64Pattern = `^(?:${atMost("9223372036854775807")}|-(?:${atMost("9223372036854775808")}))$`;

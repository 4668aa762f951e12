/**
 * The form in which a key and an environment variable's name are compared: upper case, letters and digits only, so that
 * `subs.optimizedBuffer`, `SUBS_OPTIMIZEDBUFFER` and `SUBS_OPTIMIZED_BUFFER` are the same.
 */
export function foldKey(key: string): string {
  return key.toUpperCase().replace(/[^A-Z0-9]/g, "");
}

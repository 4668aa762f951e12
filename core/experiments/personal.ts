/** Names of fields that are about a person, whatever they hold. */
const personal =
  /^(?:.*e_?mail.*|(?:first|last|full|user|given|family|sur|nick|display|real|customer|contact)_?name|name|.*phone.*|mobile|.*address.*|street|zip|post(?:al)?_?code|(?:.*_)?ip(?:_?v[46])?|(?:client|remote|user)_?ip|ssn|.*birth.*|dob|passport.*|iban|.*card_?(?:no|number|num)|card|.*password.*|passwd|.*token.*|.*secret.*|cookie.*|session.*|latitude|longitude|lat|lng|lon|gps|.*user_?agent.*|imei|idfa|msisdn)$/i;
/** Values that are about a person or open something: addresses, numbers of people and accounts, keys. */
const values: readonly RegExp[] = [
  /[^\s@]+@[^\s@]+\.[^\s@]+/,
  /(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?![\d.])/,
  /(?<![\w:])(?=[0-9a-f:]*\d)(?:(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{0,4}|(?:[0-9a-f]{1,4}:){1,6}(?::[0-9a-f]{1,4}){1,6})(?![\w:])/i,
  /(?<![\w-])\+?\(?\d[\d ().\u00a0/-]{8,}\d(?![\w-])/,
  /\b[A-Z]{2}\d{2} ?(?:[A-Z0-9]{4} ?){3,7}[A-Z0-9]{1,4}\b/,
  /eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}/,
  /(?:\bBearer |\bgh[pousr]_|\bgithub_pat_|\bsk[-_]|\bxox[abpr]-|\bAKIA|-----BEGIN )[A-Za-z0-9_ -]{8,}/,
];

/** Whether a field's name is about a person. */
export function isPersonal(field: string): boolean {
  // userEmail and user-email are user_email.
  return personal.test(field.normalize("NFKC").replaceAll(/(?<=[a-z0-9])(?=[A-Z])|[-. ]/g, "_"));
}

/** Whether a value looks like an address, a number of a person or account, or a key. */
export function looksPersonal(value: string): boolean {
  const text = value.normalize("NFKC");
  return values.some((form) => form.test(text));
}

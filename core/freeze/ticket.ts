/** U+2010 hyphen, U+2011 non-breaking hyphen: text pasted from documents carries them. */
export function plainHyphens(text: string): string {
  return text.replace(/[\u2010\u2011]/g, "-");
}

const form = /^(?:[A-Z][A-Z0-9]{1,9}(?:-\d{1,10}){1,4}|[A-Z]{2,6}\d{4,12})$/;

/**
 * The id of a CAB ticket in its plain form, or null when the text is none: `CAB-123`, `MC-231`, `CAB-2025-12-001`,
 * `CHG0030192`. Letter case, the kind of hyphen and outer blanks do not matter.
 */
export function ticketId(text: string): string | null {
  const id = plainHyphens(text).trim().toUpperCase();
  return form.test(id) ? id : null;
}

/** A ticket named by a label: `CAB-123`, `cab:MC-231`, `cab: CHG0030192`. Other labels name none. */
export function ticketInLabels(labels: readonly string[]): string | null {
  for (const label of labels) {
    const named = /^cab(?:-ticket)?\s*:\s*(\S+)$/i.exec(plainHyphens(label).trim())?.[1];
    const id = ticketId(named ?? (/^cab/i.test(label.trim()) ? label : ""));
    if (id) return id;
  }
  return null;
}

/**
 * A ticket named in a pull request's text by a line `CAB: CAB-123` or `CAB ticket: CHG0030192`; list marks and
 * emphasis around it do not matter. What stands in an HTML comment or in running text does not count.
 */
export function ticketInText(text: string): string | null {
  const visible = plainHyphens(text).replace(/<!--[\s\S]*?(?:-->|$)/g, "");
  for (const line of visible.split(/\r?\n/)) {
    const bare = line.replace(/[*_`]/g, "").trim();
    const named = /^(?:[-+]\s+)?cab(?:[ -]ticket)?\s*[:=#]\s*(\S+?)[.,;]?$/i.exec(bare)?.[1];
    const id = named === undefined ? null : ticketId(named);
    if (id) return id;
  }
  return null;
}

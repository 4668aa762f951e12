import { createHmac, timingSafeEqual } from "node:crypto";

/** Where a page ended. It counts for the tenant and customer that it was given to, and for no other. */
export interface Cursors {
  encode(owner: string, after: string): string;
  /** Null for anything that this gateway did not give to this owner. */
  decode(owner: string, cursor: string): string | null;
}

export function signedCursors(secret: Uint8Array): Cursors {
  const mark = (owner: string, after: string): Buffer =>
    createHmac("sha256", secret)
      .update(JSON.stringify([owner, after]))
      .digest()
      .subarray(0, 16);
  return {
    encode: (owner, after) => `${Buffer.from(after).toString("base64url")}.${mark(owner, after).toString("base64url")}`,
    decode: (owner, cursor) => {
      const match = /^([\w-]{1,100})\.([\w-]{22})$/.exec(cursor);
      if (match === null) return null;
      const after = Buffer.from(match[1]!, "base64url").toString("utf8");
      return timingSafeEqual(Buffer.from(match[2]!, "base64url"), mark(owner, after)) ? after : null;
    },
  };
}

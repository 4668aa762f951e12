import { describe, expect, test } from "vitest";
import { endToEnd, forwardedFor } from "../../../../../stacks/targets/local/router/headers.ts";

describe("endToEnd", () => {
  test("hop-by-hop headers go, the others keep spelling, order and repetition", () => {
    const raw = [
      "Host",
      "a",
      "Connection",
      "keep-alive",
      "Set-Cookie",
      "x=1",
      "Set-Cookie",
      "y=2",
      "Transfer-Encoding",
      "chunked",
    ];
    expect(endToEnd(raw, "keep-alive")).toEqual(["Host", "a", "Set-Cookie", "x=1", "Set-Cookie", "y=2"]);
  });

  test("headers that the connection header names go too", () => {
    expect(endToEnd(["X-Secret", "1", "X-Kept", "2"], "close, X-Secret")).toEqual(["X-Kept", "2"]);
  });

  test("a length or host is never taken away on the sender's word", () => {
    const raw = ["Content-Length", "3", "Host", "a"];
    expect(endToEnd(raw, "content-length, host")).toEqual(raw);
  });
});

describe("forwardedFor", () => {
  test("the client's address is appended to what is there", () => {
    expect(forwardedFor(["X-Forwarded-For", "1.1.1.1"], "127.0.0.1")).toEqual([
      "X-Forwarded-For",
      "1.1.1.1, 127.0.0.1",
    ]);
    expect(forwardedFor([], "127.0.0.1")).toEqual(["x-forwarded-for", "127.0.0.1"]);
    expect(forwardedFor([], undefined)).toEqual([]);
  });
});

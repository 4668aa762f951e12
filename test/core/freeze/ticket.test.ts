import { describe, expect, it } from "vitest";
import { ticketId, ticketInLabels, ticketInText } from "../../../core/freeze/index.ts";

describe("CAB tickets", () => {
  it.each([
    ["CAB-123", "CAB-123"],
    [" mc\u2011231 ", "MC-231"],
    ["CHG0030192", "CHG0030192"],
    ["CAB-2025-12-001", "CAB-2025-12-001"],
  ])("%s is %s", (text, id) => expect(ticketId(text)).toBe(id));

  it.each(["", "CAB", "CAB-", "123", "n/a", "none", "TBD", "SEV1", "CAB-12 or so", "CAB-1\nCAB-2", "CAB–1"])(
    "%s is none",
    (text) => {
      expect(ticketId(text)).toBeNull();
    },
  );

  it("are found in labels that name them as such", () => {
    expect(ticketInLabels(["bug", "cab:MC-231"])).toBe("MC-231");
    expect(ticketInLabels(["CAB-9"])).toBe("CAB-9");
    expect(ticketInLabels(["MC-231", "SEV-1", "FREEZE-APPROVED"])).toBeNull();
  });

  it("are found in a line of the text that names them, not in comments or running text", () => {
    expect(ticketInText("Fix\n\n- **CAB ticket:** CHG0030192\n")).toBe("CHG0030192");
    expect(ticketInText("CAB: MC\u2011231.")).toBe("MC-231");
    expect(ticketInText("<!-- CAB: CAB-1 -->\nthis needs no CAB: CAB-2 at all")).toBeNull();
    expect(ticketInText("<!--\nCAB: CAB-1\n")).toBeNull();
    expect(ticketInText("CAB: <number>")).toBeNull();
  });
});

import type { FreezeWindow } from "../../core/freeze/index.ts";

/** A window with the defaults of freeze.yaml; times in RFC 3339, the end not included. */
export function windowOf(start: string, end: string, more: Partial<FreezeWindow> = {}): FreezeWindow {
  return {
    name: "year-end",
    startsAt: Date.parse(start),
    endsBefore: Date.parse(end),
    end: Date.parse(end),
    endInclusive: false,
    zone: "UTC",
    scope: {},
    approvals: null,
    approvers: null,
    ticketOnly: false,
    carveOuts: [],
    exceptions: [],
    ...more,
  };
}

import { expect, it } from "vitest";
import { knownZone, nearestZone } from "../../../core/time/index.ts";

it("knows IANA zones and no others", () => {
  expect(["UTC", "Europe/Berlin", "America/Argentina/Salta"].map(knownZone)).toEqual([true, true, true]);
  expect(["Europe/Berln", "+01:00", "", "Mars/Base", "UTC+1"].map(knownZone)).toEqual([
    false,
    false,
    false,
    false,
    false,
  ]);
});

it("suggests the zone that was meant", () => expect(nearestZone("Europe/Berln")).toBe("Europe/Berlin"));

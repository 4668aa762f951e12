import * as z from "zod";

/** Written by `maestro capacity inputs`; empty until a forecast is committed. */
export const capacity = z.strictObject({}).describe("Forecast capacity of the service");

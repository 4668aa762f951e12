import { capacityInputs } from "../../core/capacity/inputs.ts";

/** Written by `maestro capacity inputs`; empty until a forecast is committed. */
export const capacity = capacityInputs.describe("Forecast capacity of the service");

import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportContract, recordMisfit } from "../../../../core/contracts/index.ts";
import { recordValidator } from "../../../../core/contracts/runtime/validator.ts";
import { orderV2Schema } from "../../../../examples/orders/order.generated.ts";
import { contractArbitrary, recordOf } from "../../../support/contract-arbitrary.ts";

describe("the compiled validator", () => {
  it("agrees with the rules on records that fit, and on records of another contract", () => {
    fc.assert(
      fc.property(
        contractArbitrary(1).chain((contract) => fc.tuple(fc.constant(contract), recordOf(contract.fields))),
        contractArbitrary(1).chain((other) => recordOf(other.fields)),
        fc.jsonValue(),
        ([contract, record], foreign, anything) => {
          const validator = recordValidator(exportContract(contract, "jsonschema").document);
          expect(validator.problem(record)).toBeNull();
          // The rules see more: the digits of a decimal written as a number, and null in a branch of a union.
          for (const one of [foreign, anything, { ...record, ...foreign }])
            if (!validator.fits(one)) expect(recordMisfit(contract.fields, one)).not.toBeNull();
        },
      ),
      { numRuns: 30 },
    );
  });

  it.each([
    [{ id: "9223372036854775807" }, null],
    [{ id: "9223372036854775808" }, "id"],
    [{ id: 1.5 }, "id"],
    [{ quantity: 2_147_483_648 }, "quantity"],
    [{ placed_at: "2026-11-25T18:00:00" }, "placed_at"],
    [{ sku: null }, "sku"],
    [{ variant: null }, null],
    [{ variant: undefined }, null],
  ])("holds an order against its contract: %j", (part, path) => {
    const order = { id: 7, client_id: "a", sku: "s", variant: "v", quantity: 1, placed_at: "2026-11-25T18:00:00Z" };
    const record = JSON.parse(JSON.stringify({ ...order, ...part }));
    expect(recordValidator(orderV2Schema).problem(record)?.path ?? null).toBe(path);
  });
});

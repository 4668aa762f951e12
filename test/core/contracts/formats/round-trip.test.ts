import { Ajv2020 } from "ajv/dist/2020.js";
import avro from "avsc";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { exportContract, FORMATS, importContract, recordMisfit } from "../../../../core/contracts/index.ts";
import { avroRecord } from "../../../support/avro-record.ts";
import { contractArbitrary, recordOf } from "../../../support/contract-arbitrary.ts";

describe.each(FORMATS)("%s", (format) => {
  it("gives every contract back as it was, from the text of the document", () => {
    fc.assert(
      fc.property(contractArbitrary(), (contract) => {
        const text = JSON.stringify(exportContract(contract, format).document);
        const { contract: back, lost } = importContract(JSON.parse(text), format);
        // JSON has no -0.
        expect(back).toEqual(JSON.parse(JSON.stringify(contract)));
        expect(lost).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });
});

describe("JSON Schema", () => {
  it("takes every record that fits the contract", () => {
    fc.assert(
      fc.property(
        contractArbitrary(1).chain((contract) => fc.tuple(fc.constant(contract), recordOf(contract.fields))),
        ([contract, record]) => {
          expect(recordMisfit(contract.fields, record)).toBeNull();
          const validate = new Ajv2020({ strict: false, validateFormats: false, ownProperties: true }).compile(
            exportContract(contract, "jsonschema").document,
          );
          expect(validate(record), JSON.stringify([record, validate.errors])).toBe(true);
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe("Avro", () => {
  it("takes every record that fits the contract, and gives it back from its bytes", () => {
    fc.assert(
      fc.property(
        contractArbitrary(1).chain((contract) => fc.tuple(fc.constant(contract), recordOf(contract.fields))),
        ([contract, record]) => {
          const { document } = exportContract(contract, "avro");
          const type = avro.Type.forSchema(document as avro.Schema, { wrapUnions: true });
          const written = avroRecord(document, contract.fields, record);
          expect(type.isValid(written), JSON.stringify([document, written])).toBe(true);
          expect(type.toString(type.fromBuffer(type.toBuffer(written)))).toBe(type.toString(written));
        },
      ),
      { numRuns: 60 },
    );
  });
});

// Generated from contracts/next/order.yaml by ig-contracts types. Change the contract, not this file.

/**
 * order, version 2.
 */
export interface OrderV2 {
  readonly id: number | string;
  /**
   * Personal data.
   */
  readonly client_id: string;
  readonly sku: string;
  readonly variant?: string | null;
  readonly quantity: number;
  readonly placed_at: string;
}

/**
 * JSON Schema of OrderV2.
 */
export const orderV2Schema: object = {
  "$schema": "https://json-schema.org/draft/2020-12/schema",
  "title": "order",
  "type": "object",
  "properties": {
    "id": {
      "type": [
        "integer",
        "string"
      ],
      "minimum": -9007199254740991,
      "maximum": 9007199254740991,
      "pattern": "^(?:\\d{1,18}|[0-8]\\d{18}|9[0-1]\\d{17}|92[0-1]\\d{16}|922[0-2]\\d{15}|9223[0-2]\\d{14}|92233[0-6]\\d{13}|922337[0-1]\\d{12}|92233720[0-2]\\d{10}|922337203[0-5]\\d{9}|9223372036[0-7]\\d{8}|92233720368[0-4]\\d{7}|922337203685[0-3]\\d{6}|9223372036854[0-6]\\d{5}|92233720368547[0-6]\\d{4}|922337203685477[0-4]\\d{3}|9223372036854775[0-7]\\d{2}|922337203685477580[0-6]|9223372036854775807|-(?:\\d{1,18}|[0-8]\\d{18}|9[0-1]\\d{17}|92[0-1]\\d{16}|922[0-2]\\d{15}|9223[0-2]\\d{14}|92233[0-6]\\d{13}|922337[0-1]\\d{12}|92233720[0-2]\\d{10}|922337203[0-5]\\d{9}|9223372036[0-7]\\d{8}|92233720368[0-4]\\d{7}|922337203685[0-3]\\d{6}|9223372036854[0-6]\\d{5}|92233720368547[0-6]\\d{4}|922337203685477[0-4]\\d{3}|9223372036854775[0-7]\\d{2}|922337203685477580[0-7]|9223372036854775808))$"
    },
    "client_id": {
      "type": "string",
      "x-contract": {
        "set": {
          "pii": true
        }
      }
    },
    "sku": {
      "type": "string",
      "x-contract": {
        "set": {
          "aliases": [
            "item"
          ],
          "purpose": [
            "fulfilment",
            "accounting"
          ],
          "retention": "P10Y"
        }
      }
    },
    "variant": {
      "type": [
        "string",
        "null"
      ],
      "x-contract": {
        "set": {
          "purpose": [
            "fulfilment"
          ],
          "retention": "P2Y"
        }
      }
    },
    "quantity": {
      "type": "integer",
      "minimum": -2147483648,
      "maximum": 2147483647
    },
    "placed_at": {
      "type": "string",
      "format": "date-time",
      "pattern": "^(?:\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])T([01]\\d|2[0-3]):[0-5]\\d(:[0-5]\\d(\\.\\d{1,9})?)?(Z|[+-]\\d\\d:\\d\\d))$"
    }
  },
  "required": [
    "id",
    "client_id",
    "sku",
    "quantity",
    "placed_at"
  ],
  "x-contract": {
    "set": {
      "version": 2,
      "compatibility": "backward",
      "owner": "team-orders",
      "consumers": [
        "team-fulfilment",
        "team-accounting"
      ],
      "keys": [
        "id"
      ],
      "retention": "accounting",
      "purpose": [
        "fulfilment",
        "accounting"
      ],
      "sla": {
        "read_p95_ms": 300,
        "write_p95_ms": 700
      }
    }
  }
};

import type { IncomingMessage, ServerResponse } from "node:http";
import express, { type Request, type Response } from "express";
import { type Flags, withFlag } from "../../adapters/flags/index.ts";

const CENTS_A_PIECE = 250;

/**
 * The fast checkout, behind its flag: GET /checkout/quote?item=tea&quantity=2 → what an order would cost, without
 * placing it. 404 while the flag is off, as if it were not there.
 */
export function checkoutApp(flags: Pick<Flags, "isOn">): (request: IncomingMessage, response: ServerResponse) => void {
  const app = express();
  app.disable("x-powered-by");
  app.get("/checkout/quote", withFlag("orders.fastCheckout", { flags }), (request: Request, response: Response) => {
    const { item, quantity } = request.query;
    const pieces = typeof quantity === "string" && /^[1-9]\d{0,6}$/.test(quantity) ? Number(quantity) : null;
    if (typeof item !== "string" || item === "" || item.length > 200 || pieces === null)
      response.status(400).json({ error: { code: "quote-malformed", message: "expected item and quantity" } });
    else response.json({ item, quantity: pieces, cents: pieces * CENTS_A_PIECE });
  });
  app.use((_request: Request, response: Response) => {
    response.status(404).json({ error: { code: "no-route", message: "nothing here" } });
  });
  return app;
}

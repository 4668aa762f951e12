import { randomUUID } from "node:crypto";
import { createServer, type Server } from "node:http";
import { ApolloServer } from "@apollo/server";
import { expressMiddleware } from "@as-integrations/express5";
import express, { type NextFunction, type Request, type Response } from "express";
import type { Experiments } from "../../adapters/experiments/index.ts";
import { type FlagsPluginOptions, flagsPlugin } from "../../adapters/flags/apollo.ts";
import type { Flags } from "../../adapters/flags/index.ts";
import type { Cursors } from "./cursor.ts";
import { depthLimit } from "./depth.ts";
import type { Orders } from "./orders.ts";
import type { Decision } from "./policy.ts";
import { type GatewayContext, gatewayResolvers } from "./resolvers.ts";
import { typeDefs } from "./schema.ts";
import { type Claims, type TokenRules, verifyToken } from "./token.ts";

export interface GatewayOptions {
  readonly orders: Orders;
  readonly cursors: Cursors;
  readonly tokens: TokenRules;
  readonly flags: Flags;
  readonly experiments?: Experiments;
  readonly measure?: FlagsPluginOptions<GatewayContext>["measure"];
  readonly log: (decision: Decision) => void;
  /** Epoch milliseconds. */
  readonly clock: () => number;
}

/**
 * GraphQL over orders for several tenants: POST /graphql with a bearer token. Without a valid token 401, for what is not
 * the caller's 403 with reason and decision id, GET /healthz.
 */
export async function gatewayServer(options: GatewayOptions): Promise<{ server: Server; stop: () => Promise<void> }> {
  const apollo = new ApolloServer<GatewayContext>({
    typeDefs,
    resolvers: gatewayResolvers(options.orders, options.cursors),
    introspection: false,
    includeStacktraceInErrorResponses: false,
    validationRules: [depthLimit(6)],
    // The text of what failed inside is ours; the client is told its own faults only.
    formatError: (formatted) =>
      formatted.extensions?.code === "INTERNAL_SERVER_ERROR"
        ? { message: "the gateway could not answer", extensions: { code: "INTERNAL_SERVER_ERROR" } }
        : formatted,
    plugins: [
      flagsPlugin<GatewayContext>({
        flags: options.flags,
        clock: options.clock,
        context: ({ auth }) => ({ targetingKey: auth.sub, tenant: auth.tenant, role: auth.role }),
        ...(options.experiments ? { experiments: options.experiments } : {}),
        ...(options.measure ? { measure: options.measure } : {}),
      }),
    ],
  });
  await apollo.start();
  const app = express();
  app.disable("x-powered-by");
  app.get("/healthz", (_: Request, response: Response) => void response.json({ status: "ok" }));
  app.use((request: Request, response: Response, next: NextFunction) => {
    const check = verifyToken(request.headers.authorization, options.tokens, options.clock());
    if (check.ok) {
      (request as Request & { auth?: Claims }).auth = check.claims;
      next();
    } else
      response
        .status(401)
        .set("www-authenticate", "Bearer")
        .json({
          errors: [{ message: "no valid token", extensions: { code: "UNAUTHENTICATED", reason: check.fault } }],
        });
  });
  app.use(
    "/graphql",
    express.json({ limit: "100kb" }),
    expressMiddleware(apollo, {
      context: async ({ req }) => ({
        auth: (req as Request & { auth: Claims }).auth,
        decisionId: randomUUID,
        log: options.log,
      }),
    }),
  );
  app.use(
    (_: Request, response: Response) => void response.status(404).json({ errors: [{ message: "nothing here" }] }),
  );
  app.use((error: { status?: number }, _: Request, response: Response, _next: NextFunction) => {
    response.status(error.status ?? 500).json({ errors: [{ message: "the request could not be read" }] });
  });
  const server = createServer(app);
  return {
    server,
    stop: async () => {
      await apollo.stop();
      server.close();
      server.closeAllConnections();
    },
  };
}

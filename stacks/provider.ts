import type { dynamic } from "@pulumi/pulumi";
import { database } from "./targets/local/providers/database.ts";
import { fence } from "./targets/local/providers/fence.ts";
import { replicas } from "./targets/local/providers/replicas.ts";
import { router } from "./targets/local/providers/router.ts";
import type { Kind } from "./targets/local/resources/dynamic.ts";

/** What the text in the stack's state requires: one implementation for each kind of dynamic resource. */
export const providers: Readonly<Record<Kind, dynamic.ResourceProvider>> = {
  Fence: fence,
  Database: database,
  Replicas: replicas,
  Router: router,
};

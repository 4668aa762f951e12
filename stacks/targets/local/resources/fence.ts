import type * as pulumi from "@pulumi/pulumi";
import type { FenceClaim } from "../../../../core/fence/index.ts";
import { LocalResource } from "./dynamic.ts";

/** Everything depends on it; its diff throws on a stale token or a false claim of a backout. */
export class Fence extends LocalResource {
  constructor(name: string, claim: FenceClaim, options: pulumi.CustomResourceOptions = {}) {
    super("Fence", name, { ...claim, backedOut: undefined }, { ...options, protect: true });
  }
}

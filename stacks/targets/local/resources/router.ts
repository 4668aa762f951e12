import type * as pulumi from "@pulumi/pulumi";
import type { RouterGroup, RouterState } from "../router/state.ts";
import { LocalResource } from "./dynamic.ts";

export interface RouterProps {
  readonly stateDir: string;
  readonly groups: pulumi.Input<RouterGroup[]>;
  readonly mirror: NonNullable<RouterState["mirror"]> | null;
}

/** The weighted router: one atomic traffic rule. */
export class Router extends LocalResource {
  declare readonly url: pulumi.Output<string>;
  declare readonly adminUrl: pulumi.Output<string>;
  /** Path of the 0600 file that holds the admin token. */
  declare readonly tokenFile: pulumi.Output<string>;
  declare readonly generation: pulumi.Output<number>;
  constructor(name: string, props: RouterProps, options: pulumi.CustomResourceOptions) {
    super(
      "Router",
      name,
      { ...props, url: undefined, adminUrl: undefined, tokenFile: undefined, generation: undefined },
      { ...options, protect: true },
    );
  }
}

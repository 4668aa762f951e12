import type * as pulumi from "@pulumi/pulumi";
import { LocalResource } from "./dynamic.ts";

/** The embedded Postgres of the state directory, or the one that DATABASE_URL names. */
export class Database extends LocalResource {
  /** Path of a 0600 file that holds the URL; the URL itself never enters the state. */
  declare readonly urlFile: pulumi.Output<string>;
  constructor(name: string, props: { stateDir: string }, options: pulumi.CustomResourceOptions) {
    super("Database", name, { ...props, urlFile: undefined }, { ...options, protect: true });
  }
}

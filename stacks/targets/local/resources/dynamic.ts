import * as pulumi from "@pulumi/pulumi";

/** The kinds of dynamic resources of the local target; `stacks/provider.ts` implements each. */
export type Kind = "Fence" | "Database" | "Replicas" | "Router";

/**
 * The provider's text as it is kept in the stack's state. It only names the kind and requires `provider.cjs` beside
 * the program, so that a change of the implementation never shows up as a diff of every resource.
 */
function providerText(kind: Kind): string {
  return `exports.handler = () => require(require("node:path").join(process.cwd(), "provider.cjs")).providers[${JSON.stringify(kind)}];`;
}

/** A dynamic resource without the SDK's closure serialisation, which would load a compiler at every `up`. */
export abstract class LocalResource extends pulumi.CustomResource {
  constructor(kind: Kind, name: string, props: pulumi.Inputs, options: pulumi.CustomResourceOptions) {
    super(`pulumi-nodejs:dynamic/local:${kind}`, name, { ...props, __provider: providerText(kind) }, options);
  }
}

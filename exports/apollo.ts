/** `maestro-conductor/apollo`: flags and experiments for the resolvers of Apollo Server 5, which is the caller's to install. */
export {
  type Answered,
  type FlagsContext,
  type FlagsPluginOptions,
  flagsPlugin,
  type ResolverFlags,
  type ServedArm,
} from "../adapters/flags/apollo.ts";

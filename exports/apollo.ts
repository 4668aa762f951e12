/** `maestro-conductor/apollo`: flags and experiments for the resolvers of Apollo Server 5, which is the caller's to install. */
export {
  type Exposure,
  type FlagsContext,
  type FlagsPluginOptions,
  flagsPlugin,
  type ResolverFlags,
} from "../adapters/flags/apollo.ts";

/** The type of the root resource: the first that the engine has analysed, before any provider is called. */
export const stackType = "pulumi:pulumi:Stack";

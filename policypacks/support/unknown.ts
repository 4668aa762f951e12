/**
 * True for the error with which @pulumi/policy answers the reading of a value that is not known in a preview. The
 * class is not exported, so it is known by its field.
 */
export function isUnknownValue(error: unknown): boolean {
  return error instanceof Error && "unknownTypeSentinel" in error;
}

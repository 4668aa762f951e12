/** Major, minor, patch and the dot-separated parts of a pre-release. */
export interface Version {
  readonly numbers: readonly [number, number, number];
  readonly prerelease: readonly string[];
}

const pattern = /(?<![\w.])v?(\d+)\.(\d+)(?:\.(\d+))?(?:\.\d+)*(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?/;

/**
 * The first version in a text, such as what a tool prints for `--version`. A missing patch number is 0; a fourth
 * number and build metadata are left out.
 * @returns null when the text holds none
 */
export function findVersion(text: string): Version | null {
  const match = pattern.exec(text);
  if (match === null) return null;
  const [, major, minor, patch, prerelease] = match;
  return {
    numbers: [Number(major), Number(minor), Number(patch ?? 0)],
    prerelease: prerelease === undefined ? [] : prerelease.split("."),
  };
}

export function formatVersion(version: Version): string {
  const numbers = version.numbers.join(".");
  return version.prerelease.length === 0 ? numbers : `${numbers}-${version.prerelease.join(".")}`;
}

/**
 * Negative, zero or positive as `a` is before, level with or after `b`, by the precedence of Semantic Versioning
 * 2.0.0, section 11: a pre-release is before its release, numeric parts compare as numbers and are before words.
 */
export function compareVersions(a: Version, b: Version): number {
  for (const index of [0, 1, 2] as const) {
    const difference = a.numbers[index] - b.numbers[index];
    if (difference !== 0) return difference;
  }
  if (a.prerelease.length === 0 || b.prerelease.length === 0) return b.prerelease.length - a.prerelease.length;
  for (const [index, left] of a.prerelease.entries()) {
    const right = b.prerelease[index];
    if (right === undefined) return 1;
    const difference = comparePart(left, right);
    if (difference !== 0) return difference;
  }
  return a.prerelease.length - b.prerelease.length;
}

function comparePart(left: string, right: string): number {
  const [leftIsNumber, rightIsNumber] = [/^\d+$/.test(left), /^\d+$/.test(right)];
  if (leftIsNumber && rightIsNumber) return Number(left) - Number(right);
  if (leftIsNumber !== rightIsNumber) return leftIsNumber ? -1 : 1;
  return left < right ? -1 : left > right ? 1 : 0;
}

/**
 * True when `found` can stand in for `wanted`: the same major version and not older.
 * @param found a version, or null where none could be read: never enough
 */
export function satisfies(found: Version | null, wanted: Version): boolean {
  return found !== null && found.numbers[0] === wanted.numbers[0] && compareVersions(found, wanted) >= 0;
}

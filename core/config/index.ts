export { configDigest, ownSections } from "./digest.ts";

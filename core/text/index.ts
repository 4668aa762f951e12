export { jsonPlace } from "./json-place.ts";
export { nearest } from "./nearest.ts";

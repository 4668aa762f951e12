import * as z from "zod";

export const color = z.enum(["blue", "green"]);
export type Color = z.infer<typeof color>;

/** Begins with a letter: `pulumi config set --path` would turn plain digits into numbers. */
export const version = z
  .string()
  .regex(/^[A-Za-z][\w.+-]{0,127}$/, "a version that begins with a letter, such as v2.0.0");

export const percent = z.int().min(0).max(100);

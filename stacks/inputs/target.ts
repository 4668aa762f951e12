import * as z from "zod";

export const target = z.enum(["local", "kubernetes", "aws"]).describe("Where the service runs");

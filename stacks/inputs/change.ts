import * as z from "zod";

export const change = z
  .strictObject({
    ticket: z.string().min(1).max(200).optional().describe("The CAB ticket of this change"),
    approval: z.string().min(1).max(4096).optional().describe("Path of a signed approval, below freeze/approvals"),
  })
  .describe("Who allowed this change");

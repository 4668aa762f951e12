import type { z } from "zod";
import { toolsSchema } from "./tools.ts";

/** What `doctor` prints beside the envelope: every tool; exit 1 when one that `npm start` needs is not ok. */
export const doctorSchema = toolsSchema;
export type DoctorDocument = z.infer<typeof doctorSchema>;

import { switchCommand } from "../../flags/kill-command.ts";

export const command = switchCommand("lift");

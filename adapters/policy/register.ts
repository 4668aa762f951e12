import { join } from "node:path";
import {
  type Cab,
  cabSchema,
  fileRegister,
  strictestAnswer,
  type TicketAnswer,
  type TicketRegister,
  ticketId,
} from "../../core/freeze/index.ts";
import { serviceNowRegister } from "../servicenow/register.ts";
import { parseYamlFile } from "../yaml/index.ts";
import { readPolicyFile } from "./read.ts";
import type { TrustedRef } from "./trusted.ts";

export const cabFile = "freeze/cab.yaml";

/**
 * The CAB registers that hold: those of the trusted commits, and the working tree's, which can so only tighten. None: there
 * is no register, and a ticket is known by its form alone.
 * @throws InputError with file, line and field
 */
export async function readRegisters(
  root: string,
  trusted: readonly TrustedRef[],
  env: Readonly<Record<string, string | undefined>> = process.env,
): Promise<TicketRegister[]> {
  const seen = new Set<string>();
  const registers: TicketRegister[] = [];
  const add = (text: string | null, name: string): void => {
    if (text === null || seen.has(text)) return;
    seen.add(text);
    registers.push(registerOf(parseYamlFile(text, name, cabSchema), name, env));
  };
  for (const ref of trusted) add(await ref.read(cabFile), `${ref.commit.slice(0, 12)}:${cabFile}`);
  add((await readPolicyFile(join(root, cabFile), cabFile))?.text ?? null, cabFile);
  return registers;
}

function registerOf(cab: Cab, name: string, env: Readonly<Record<string, string | undefined>>): TicketRegister {
  return "tickets" in cab ? fileRegister(cab.tickets, name) : serviceNowRegister(cab.servicenow, env);
}

/** Asks every register; null where there is none, or no ticket that could be asked for. */
export async function askRegisters(
  registers: readonly TicketRegister[],
  ticket: string | null,
  now: number,
): Promise<TicketAnswer | null> {
  const id = ticket === null ? null : ticketId(ticket);
  if (id === null) return null;
  return strictestAnswer(await Promise.all(registers.map((register) => register.ask(id, now))));
}

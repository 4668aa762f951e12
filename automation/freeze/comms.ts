import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { StackFile } from "../../adapters/engine/stack-file.ts";
import { writeFileAtomic } from "../../adapters/files/atomic.ts";
import { packageRoot } from "../../adapters/toolchain/index.ts";
import { InputError } from "../../core/errors/index.ts";
import {
  type Calendar,
  type CalendarSource,
  type ChangeFacts,
  type Exception,
  type FreezeWindow,
  ticketId,
  windowsBetween,
} from "../../core/freeze/index.ts";
import { sha256 } from "../../core/ledger/index.ts";
import { fillTemplate } from "../../core/render/index.ts";
import { namespace } from "../../stacks/inputs.ts";

export interface CommsFile {
  readonly name: string;
  readonly template: string;
  readonly written: string | null;
  readonly digest: string;
  readonly open: readonly string[];
  readonly text: string;
}

/** A project's own templates, else the package's. */
export function templateFolder(root: string): string {
  const own = join(root, "comms", "freeze");
  return existsSync(own) ? own : join(packageRoot(), "comms", "freeze");
}

/**
 * Fills the templates of a folder. All are filled before one is written.
 * @param only names without `.md`; all when empty
 * @param out folder to write to, or null
 * @throws InputError `template-unknown`, and as `fillTemplate`
 */
export function renderComms(options: {
  readonly folder: string;
  readonly only: readonly string[];
  readonly facts: Readonly<Record<string, string | null>>;
  readonly out: string | null;
}): CommsFile[] {
  const names = readdirSync(options.folder)
    .filter((file) => file.endsWith(".md") && file !== "README.md")
    .map((file) => file.slice(0, -".md".length))
    .sort();
  for (const name of options.only)
    if (!names.includes(name))
      throw new InputError("template-unknown", `there is no template ${name}`, {
        field: "template",
        next: `use one of: ${names.join(", ")}`,
      });
  const filled = names
    .filter((name) => options.only.length === 0 || options.only.includes(name))
    .map((name) => {
      const template = join(options.folder, `${name}.md`);
      return { name, template, ...fillTemplate(readFileSync(template, "utf8"), template, options.facts) };
    });
  if (options.out !== null) mkdirSync(options.out, { recursive: true });
  return filled.map(({ name, template, text, open }) => {
    const written = options.out === null ? null : join(options.out, `${name}.md`);
    if (written !== null) writeFileAtomic(written, text);
    return { name, template, written, digest: sha256(text), open, text };
  });
}

/**
 * The window that is spoken of: the named one, else the open one that ends last, else the next.
 * @throws InputError `window-unknown`
 */
export function windowFor(
  calendars: readonly Calendar[],
  name: string | undefined,
  now: number,
): { readonly window: FreezeWindow; readonly source: CalendarSource | null } {
  // Of one that recurs, those of two years before and after; what happens once is found whenever it is.
  const years = 2 * 366 * 86_400_000;
  const once = calendars.flatMap(({ windows }) => windows.filter(({ recurrence }) => !recurrence));
  const all = [...windowsBetween(calendars, now - years, now + years), ...once].sort((a, b) => a.startsAt - b.startsAt);
  const open = windowsBetween(calendars, now, now + 1).sort((a, b) => b.endsBefore - a.endsBefore);
  const ahead = all.filter(({ startsAt }) => startsAt > now);
  const window = name === undefined ? (open[0] ?? ahead[0]) : nearestOf(all, name, now);
  if (window === undefined)
    throw new InputError(
      "window-unknown",
      name === undefined ? "no window is open or ahead" : `there is no window ${name}`,
      {
        field: "--window",
        next:
          all.length > 0 ? `use one of: ${[...new Set(all.map((w) => w.name))].join(", ")}` : "add one to freeze.yaml",
      },
    );
  const source = calendars.find(({ windows }) => windows.some((w) => w.name === window.name))?.source ?? null;
  return { window, source };
}

/** Of several of one name the open one, else the next, else the last. */
function nearestOf(all: readonly FreezeWindow[], name: string, now: number): FreezeWindow | undefined {
  const named = all.filter((window) => window.name === name);
  return named.find(({ endsBefore }) => now < endsBefore) ?? named.at(-1);
}

/** What is known of the change: the stack's file, and what was typed. */
export function changeFacts(
  root: string,
  typed: {
    readonly stack: string | undefined;
    readonly ticket: string | undefined;
    readonly version: string | undefined;
  },
): ChangeFacts {
  const sections = typed.stack === undefined ? {} : StackFile.read(root, typed.stack, namespace).sections();
  const text = (value: unknown): string | null => (typeof value === "string" ? value : null);
  const ticket = typed.ticket ?? text((sections.change as { ticket?: unknown } | undefined)?.ticket);
  const release = sections.release as { activeColor?: unknown; blue?: unknown; green?: unknown } | undefined;
  const active = release?.activeColor === "green" ? release.green : release?.blue;
  return {
    stack: typed.stack ?? null,
    service: text(sections.service),
    environment: text(sections.environment),
    ticket: ticket == null ? null : (ticketId(ticket) ?? ticket),
    version: typed.version ?? text((active as { version?: unknown } | undefined)?.version),
  };
}

/** The exception of a window for a ticket, if there is one. */
export function exceptionFor({ exceptions }: FreezeWindow, { ticket }: ChangeFacts): Exception | null {
  return exceptions.find((exception) => exception.ticket === ticket) ?? null;
}

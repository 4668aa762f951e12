import { setTimeout as sleep } from "node:timers/promises";
import {
  type GroupAction,
  type GroupMember,
  memberState,
  nextOfGroup,
  type RunState,
} from "../../core/cutover/index.ts";

/** One member's run as the group sees it. */
export interface MemberRun {
  readonly runId: string;
  readonly state: RunState;
}

export interface GroupPorts {
  readonly members: readonly GroupMember[];
  /** The member's run in this group, from the ledger; null before it has one. */
  readonly runOf: (member: GroupMember) => MemberRun | null;
  /** Starts or resumes the member's driver and resolves when it has ended; it stays in holds. */
  readonly drive: (member: GroupMember) => Promise<void>;
  readonly tell: (member: GroupMember, run: MemberRun, verb: "resume" | "backout", reason: string) => void;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
  readonly tickMs?: number;
}

export type GroupEnd = Extract<GroupAction, { kind: "end" }> | { readonly kind: "interrupted"; readonly text: string };

/**
 * Drives the members of a group in this process until all have finished, or all have gone back. What is next follows
 * from the members' runs in the ledger, so that after a crash the same call goes on.
 */
export async function driveGroup(ports: GroupPorts): Promise<GroupEnd> {
  const { members, signal } = ports;
  const driven = new Set<GroupMember>();
  const refused = new Map<GroupMember, string>();
  const told = new Set<string>();
  const drives: Promise<void>[] = [];
  const drive = (member: GroupMember): void => {
    driven.add(member);
    drives.push(
      ports.drive(member).then(
        () => void driven.delete(member),
        (error: unknown) => {
          driven.delete(member);
          // A member that could not even begin counts as refused; one that did is the ledger's to tell of.
          refused.set(member, error instanceof Error ? error.message : String(error));
        },
      ),
    );
  };
  // Those that a crash has left without a driver.
  for (const member of members) {
    const run = ports.runOf(member);
    if (run !== null && run.state.ended === null) drive(member);
  }
  for (;;) {
    if (signal.aborted) {
      await Promise.all(drives);
      return { kind: "interrupted", text: "interrupted; maestro cutover group resume goes on" };
    }
    const runs = members.map((member) => ports.runOf(member));
    for (const [index, member] of members.entries()) {
      const why = refused.get(member);
      const open = runs[index]?.state.ended === null;
      // Its driver failed with the run open (the outside, a full disk): nobody knows more than that, a person must look.
      if (why !== undefined && open) {
        await settle(ports, drives);
        return { kind: "interrupted", text: `${member.service} on ${member.stack}: ${why}` };
      }
    }
    const action = nextOfGroup(
      runs.map((run, index) =>
        run === null && refused.has(members[index]!)
          ? { kind: "ended", outcome: "refused" }
          : // Its driver has begun and not yet written: it will have a run, and must not be forgotten.
            run === null && driven.has(members[index]!)
            ? { kind: "going" }
            : memberState(run?.state ?? null),
      ),
    );
    if (action.kind === "end") {
      await Promise.all(drives);
      const why = [...refused].map(([member, text]) => `${member.service}: ${text}`).join("; ");
      return why === "" ? action : { ...action, text: `${action.text}; ${why}` };
    }
    if (action.kind === "start") {
      const member = members[action.member]!;
      if (!driven.has(member)) {
        ports.say(`group: ${member.service} on ${member.stack} to ${member.to}`);
        drive(member);
      }
    } else if (action.kind !== "wait") {
      const member = members[action.member]!;
      const verb = action.kind === "finish" ? "resume" : "backout";
      const key = `${action.member} ${verb}`;
      if (!told.has(key) && runs[action.member]) {
        told.add(key);
        ports.say(`group: ${verb === "resume" ? "finish" : "backout"} of ${member.service} on ${member.stack}`);
        ports.tell(
          member,
          runs[action.member]!,
          verb,
          action.kind === "finish" ? "all members are parked" : action.text,
        );
      }
    }
    await sleep(ports.tickMs ?? 250);
  }
}

/** The other members stay as they are, on hold, when one cannot be driven: their drivers end with this process. */
async function settle(ports: GroupPorts, drives: readonly Promise<void>[]): Promise<void> {
  ports.say("group: one member cannot be driven; the others stay as they are");
  await Promise.race([Promise.all(drives), sleep(1_000)]);
}

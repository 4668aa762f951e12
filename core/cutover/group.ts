import * as z from "zod";
import { BACKOUT } from "./action.ts";
import { currentStep } from "./planner/common.ts";
import type { RunState } from "./runState.ts";

const member = z.strictObject({
  stack: z.string().min(1),
  service: z.string().min(1),
  to: z.string().min(1).describe("The new version, such as v2.0.0"),
  plan: z.enum(["default", "short"]).default("default"),
  planFile: z.string().min(1).optional().describe("A plan file instead of a named plan, beside this file"),
});

/** A group file: services that are cut over in this order and go back together. */
export const groupSchema = z
  .strictObject({
    name: z.string().regex(/^[a-z][a-z0-9-]{0,60}$/, "lower case letters, digits and hyphens, such as checkout-2"),
    members: z.array(member).min(2).max(20),
  })
  .refine(({ members }) => new Set(members.map(({ stack }) => stack)).size === members.length, {
    message: "one stack is named twice",
    path: ["members"],
  });
export type GroupFile = z.infer<typeof groupSchema>;
export type GroupMember = GroupFile["members"][number];

/** What a group needs to know of a member's run. `parked`: flipped, soaked, and waiting before `finish`. */
export type MemberState =
  | { readonly kind: "waiting" }
  | { readonly kind: "going" }
  | { readonly kind: "held"; readonly text: string }
  | { readonly kind: "parked" }
  /** `finish` may have begun: it has no way back. */
  | { readonly kind: "finishing" }
  | { readonly kind: "backingOut" }
  | { readonly kind: "ended"; readonly outcome: "finished" | "backedOut" | "refused" };

/** @param state null where the member has no run in this group */
export function memberState(state: RunState | null): MemberState {
  if (state === null) return { kind: "waiting" };
  if (state.ended !== null) return { kind: "ended", outcome: state.ended.outcome };
  if (state.closed) return { kind: "finishing" };
  if (state.backout !== null || state.due !== null) return { kind: "backingOut" };
  const step = currentStep(state);
  const parked = state.hold?.reason.code === "planned" && !state.hold.released && step?.state === "finish";
  if (parked) return { kind: "parked" };
  if (step === null || step.state === "finish") return { kind: "finishing" };
  return state.hold !== null ? { kind: "held", text: state.hold.reason.text } : { kind: "going" };
}

export type GroupAction =
  | { readonly kind: "start"; readonly member: number }
  /** Tell this member to go on to `finish`. */
  | { readonly kind: "finish"; readonly member: number }
  /** Tell this member to go back. */
  | { readonly kind: typeof BACKOUT; readonly member: number; readonly text: string }
  | { readonly kind: "wait" }
  | { readonly kind: "end"; readonly outcome: "finished" | "backedOut" | "refused" | "mixed"; readonly text: string };

/**
 * What a group does next, from its members alone: it can be asked again after a crash.
 *
 * Members are started in order, each once the one before is parked: flipped, soaked and watched, with its old color
 * still there. When all are parked they finish in order, the next once the one before has. When one goes back or is
 * refused, all that have not finished go back, last first. A member that has finished cannot: then the group ends mixed
 * and a person must decide, which is why no member finishes before all are parked.
 */
export function nextOfGroup(members: readonly MemberState[]): GroupAction {
  const failed = members.findIndex((m) => m.kind === "backingOut" || (m.kind === "ended" && m.outcome !== "finished"));
  if (failed !== -1) return together(members, failed);
  if (members.every((m) => m.kind === "ended")) return { kind: "end", outcome: "finished", text: "all have finished" };
  const settled = (m: MemberState): boolean => m.kind === "parked" || m.kind === "finishing" || m.kind === "ended";
  const first = members.findIndex((m) => !settled(m));
  if (first !== -1) return members[first]!.kind === "waiting" ? { kind: "start", member: first } : { kind: "wait" };
  const next = members.findIndex((m) => m.kind !== "ended");
  return members[next]!.kind === "parked" ? { kind: "finish", member: next } : { kind: "wait" };
}

/** The common backout, last member first and one at a time, so that a service never runs against a newer one it needs. */
function together(members: readonly MemberState[], failed: number): GroupAction {
  const open = members.findLastIndex((m) => m.kind !== "waiting" && m.kind !== "ended");
  if (open === -1) {
    const finished = members.some((m) => m.kind === "ended" && m.outcome === "finished");
    const why = `member ${failed + 1} went back`;
    if (finished)
      return { kind: "end", outcome: "mixed", text: `${why} after others had finished: a person must decide` };
    const only = members.filter((m) => m.kind === "ended");
    const refused = only.every((m) => m.outcome === "refused");
    return { kind: "end", outcome: refused ? "refused" : "backedOut", text: why };
  }
  const member = members[open]!;
  if (member.kind === "backingOut" || member.kind === "finishing") return { kind: "wait" };
  return { kind: BACKOUT, member: open, text: `member ${failed + 1} of the group goes back` };
}

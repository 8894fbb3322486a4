import { z } from "zod";
import { customerRef, findCustomerInput } from "./customer.ts";
import type { Verb } from "./verb-access.ts";

/** Told to the organization's people, so it is written for them. */
const reasonSchema = z.string().trim().min(1, "Say why; its people read it.").max(500);

/** One click freezes; the reason may follow by asking again. */
export const freezeInput = customerRef.extend({ reason: reasonSchema.optional() });
export type FreezeInput = z.infer<typeof freezeInput>;

export const freezeAsOperatorInput = findCustomerInput.extend({ reason: reasonSchema.optional() });
export type FreezeAsOperatorInput = z.infer<typeof freezeAsOperatorInput>;

/** Set where nothing runs in an organization. */
export interface Freeze {
  since: string;
  reason: string | null;
}

/**
 * What nobody does in a frozen organization: all that calls, runs or reaches a server, and what would let somebody do so. Its people still
 * read, stop what is there, pay, export and leave.
 */
export const frozenVerbs: ReadonlySet<Verb> = new Set([
  "apiKey.create",
  "approval.decide",
  "connection.add",
  "connection.changeDemo",
  "connection.refresh",
  "connection.review",
  "connection.setClient",
  "connection.signIn",
  "connection.update",
  "execution.decide",
  "execution.replay",
  "execution.start",
  "invitation.create",
  "invitation.resend",
  "prompt.get",
  "serviceAccount.create",
  "snippet.run",
  "task.use",
  "tool.answerQuestion",
  "tool.invoke",
  "tool.invokeAndWait",
  "webhook.createEndpoint",
  "webhook.resend",
  "webhook.testEndpoint",
  "workflow.call",
  "workflow.rerun",
  "workflow.run",
] satisfies Verb[]);

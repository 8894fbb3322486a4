import type { AwaitedApproval, AwaitedSignIn, ExecutionEvent } from "@patchops/contract";
import { answerByElicitation, type Context, type Forwarding, getApproval } from "@patchops/services";
import type { ClientLink } from "../client-link.ts";
import { elicitationModes } from "../elicitation-modes.ts";

/** Several calls of a program may come to wait at the same moment; and states that are over already come in a row. */
const gatherMs = 30;

type StateEvent = Extract<ExecutionEvent, { type: "state" }>;

interface RunAsker {
  /** Asks what the run has come to wait for, and closes the questions that it waits for no longer. */
  hear(event: ExecutionEvent): void;
  close(): void;
}

/**
 * Asks the person behind a client what a run waits for, by the run's events alone: whoever answers elsewhere closes the question here,
 * and the run may go on on another node. Calls `leave` when it waits longer than `patienceMs` for somebody who is not asked here, or
 * who will not answer here.
 */
export function createRunAsker(
  context: Context,
  {
    link,
    forwarding,
    patienceMs,
    leave,
  }: { link: ClientLink; forwarding: Forwarding; patienceMs: number; leave: () => void },
): RunAsker {
  /** The questions that are open with the client, each by what closes it. */
  const open = new Map<string, (isDone: boolean) => void>();
  let gathering: NodeJS.Timeout | undefined;
  let patience: NodeJS.Timeout | undefined;
  let isClosed = false;

  async function askToApprove(awaited: AwaitedApproval): Promise<boolean> {
    const { form, url } = elicitationModes(link.capabilities);
    if (!form && !url) return false;
    const { arguments: args, mayDecide: allowsSelf } = await getApproval(context, { id: awaited.id });
    if (isClosed || !allowsSelf) return false;
    const question = forwarding.askToApprove?.({ ...awaited, arguments: args, allowsSelf });
    if (!question) return false;
    open.set(awaited.id, (isApproved) => question.close({ isApproved }));
    question.answered
      .then((answer) =>
        answer === "left" ? leave() : answerByElicitation(context, { id: awaited.id, decision: answer }),
      )
      .catch(leave);
    return true;
  }

  async function askToSignIn(awaited: AwaitedSignIn): Promise<boolean> {
    const question = forwarding.askToSignIn?.(awaited);
    if (!question) return false;
    open.set(awaited.url, (isSignedIn) => question.close({ isSignedIn }));
    void question.declined.then(leave);
    return true;
  }

  async function look({ approvals = [], waitsFor = [] }: StateEvent): Promise<void> {
    const wanted = new Map<string, () => Promise<boolean>>();
    for (const each of approvals) wanted.set(each.id, () => askToApprove(each));
    for (const each of waitsFor) wanted.set(each.url, () => askToSignIn(each));
    for (const [key, end] of open) {
      if (wanted.has(key)) continue;
      open.delete(key);
      end(true);
    }
    const asked = [...wanted].map(([key, ask]) => open.has(key) || ask());
    const areAsked = await Promise.all(asked);
    clearTimeout(patience);
    if (!isClosed && areAsked.includes(false)) patience = setTimeout(leave, patienceMs);
  }

  return {
    hear(event) {
      if (event.type !== "state") return;
      clearTimeout(gathering);
      clearTimeout(patience);
      gathering = setTimeout(() => void look(event).catch(leave), gatherMs);
    },
    close() {
      isClosed = true;
      clearTimeout(gathering);
      clearTimeout(patience);
      for (const end of open.values()) end(false);
      open.clear();
    },
  };
}

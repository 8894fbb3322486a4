import { newId } from "@patchops/contract";
import { isJsonObject, type JsonObject } from "@patchops/protocol";
import type { ApprovalQuestion, OpenApprovalQuestion } from "@patchops/services";
import type { ClientLink } from "./client-link.ts";
import { elicitationModes } from "./elicitation-modes.ts";

/** More of them stands on the page: clients show a question in a box of some lines. */
const shownLength = 2_000;

const schema = {
  type: "object",
  properties: {
    decision: {
      type: "string",
      title: "This call",
      description: "Approve once lets exactly this call through.",
      enum: ["approve", "deny"],
      enumNames: ["Approve once", "Deny"],
    },
  },
  required: ["decision"],
};

/**
 * Has the person behind a client asked for the approval of their own call while it waits: by a form, else by the address of our page,
 * as far as the client can show them and the rule lets them answer. Others answer on the page; the call waits for either.
 */
export function askToApprove(link: ClientLink, question: ApprovalQuestion): OpenApprovalQuestion {
  const { form, url } = elicitationModes(link.capabilities);
  const closing = new AbortController();
  const never = new Promise<never>(() => undefined);
  if (!question.allowsSelf || !(form || url)) {
    return { answered: never, close: () => closing.abort() };
  }
  const ask = (params: JsonObject) => link.ask({ method: "elicitation/create", params }, closing.signal);
  if (form) {
    // A client that cannot show it after all, or whose person closed it, leaves the answer to the page.
    const answered = ask({ message: formText(question), requestedSchema: schema }).then(
      decisionOf,
      () => null,
    );
    return {
      answered: answered.then((decision) => decision ?? never),
      close: () => closing.abort(),
    };
  }
  const elicitationId = newId();
  const message = `${question.message} Open the page to see its arguments and answer; the call goes on by itself.`;
  const answered = ask({ mode: "url", elicitationId, url: question.url, message }).then(
    ({ action }) => (action === "decline" ? ("left" as const) : never),
    () => never,
  );
  return {
    answered,
    close({ isApproved }) {
      closing.abort();
      if (isApproved) link.notify("notifications/elicitation/complete", { elicitationId });
    },
  };
}

function formText({ message, arguments: args, url }: ApprovalQuestion): string {
  const text = JSON.stringify(args, null, 2);
  const shown = text.length > shownLength ? `${text.slice(0, shownLength)}\n… all of them: ${url}` : text;
  return `${message}\n\n${shown}`;
}

function decisionOf({ action, content }: JsonObject): "approve" | "deny" | null {
  if (action === "decline") return "deny";
  if (action !== "accept" || !isJsonObject(content)) return null;
  return content.decision === "approve" ? "approve" : content.decision === "deny" ? "deny" : null;
}

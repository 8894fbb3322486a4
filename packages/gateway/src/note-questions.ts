import type { Context } from "@patchops/services";
import type { ClientLink } from "./client-link.ts";
import { note } from "./note.ts";

/** The client's link, whose questions stand in the session's record by what was answered, never by its content. */
export function noteQuestions(
  context: Context,
  { link, promptSessionId }: { link: ClientLink; promptSessionId: string | undefined },
): ClientLink {
  return {
    ...link,
    ask: (question, signal) => {
      const { method: kind, params } = question;
      const subject =
        kind === "elicitation/create" ? (typeof params.mode === "string" ? params.mode : "form") : null;
      return note(
        context,
        { promptSessionId, kind, subject },
        () => link.ask(question, signal),
        ({ action }) => (typeof action === "string" ? action : "ok"),
      );
    },
  };
}

import type { Execution } from "@patchops/contract";

/** Where a run came from. */
export function originOf(row: {
  via: Execution["via"];
  userId: string;
  userName: string | null;
  userEmail: string;
  clientName: string | null;
  clientVersion: string | null;
  promptSessionId: string | null;
  snippetName: string | null;
}): Pick<Execution, "via" | "user" | "client" | "promptSessionId" | "snippet"> {
  return {
    via: row.via,
    user: { id: row.userId, name: row.userName, email: row.userEmail },
    client: row.clientName === null ? null : { name: row.clientName, version: row.clientVersion },
    promptSessionId: row.promptSessionId,
    snippet: row.snippetName,
  };
}

import { firstProgram } from "./first-program.ts";

export interface Draft {
  /** What it began as: `main`, `snippet:<id>`, `call:<id>`, `run:<id>`, `new:<id>`. */
  id: string;
  code: string;
  /** JSON text; empty = no input. */
  input: string;
  /** The last run started from it. */
  executionId: string | null;
  changedAtMs: number;
}

function isDraft(value: unknown): value is Draft {
  return (
    typeof value === "object" &&
    value !== null &&
    "id" in value &&
    typeof value.id === "string" &&
    "code" in value &&
    typeof value.code === "string" &&
    "input" in value &&
    typeof value.input === "string" &&
    "executionId" in value &&
    (value.executionId === null || typeof value.executionId === "string") &&
    "changedAtMs" in value &&
    typeof value.changedAtMs === "number"
  );
}

/** The oldest are dropped, so that storage does not fill. */
const maxDrafts = 20;

export interface DraftStore {
  read: (id: string) => Draft | undefined;
  /** The draft whose last run this is. */
  findByExecution: (executionId: string) => Draft | undefined;
  write: (draft: Omit<Draft, "changedAtMs">) => void;
}

/** Programs that people are writing, kept in this browser for each person of each organization, also when signed out. */
export function openDraftStore(
  owner: { organizationId: string; userId: string },
  storage: Pick<Storage, "getItem" | "setItem">,
): DraftStore {
  const key = `patchops.drafts.${owner.organizationId}.${owner.userId}`;
  const all = (): Draft[] => {
    try {
      const stored: unknown = JSON.parse(storage.getItem(key) ?? "[]");
      return Array.isArray(stored) ? stored.filter(isDraft) : [];
    } catch {
      // Storage may be closed, or hold what an older version wrote: the drafts begin anew.
      return [];
    }
  };
  return {
    read: (id) => all().find((draft) => draft.id === id),
    findByExecution: (executionId) => all().find((draft) => draft.executionId === executionId),
    write: (draft) => {
      const others = all().filter((other) => other.id !== draft.id);
      const kept = others.toSorted((a, b) => b.changedAtMs - a.changedAtMs).slice(0, maxDrafts - 1);
      try {
        storage.setItem(key, JSON.stringify([{ ...draft, changedAtMs: Date.now() }, ...kept]));
      } catch {
        // A full or closed storage costs the draft, not the page.
      }
    },
  };
}

/** The draft that is there before any other. */
export const mainDraft: Omit<Draft, "changedAtMs"> = {
  id: "main",
  code: firstProgram,
  input: "",
  executionId: null,
};

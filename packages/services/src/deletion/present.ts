import type { Deletion } from "@patchops/contract";
import type { DeletionRow } from "./system/find-deletion.ts";

/** A deletion as who holds its link sees it. */
export function presentDeletion({
  deletion,
  parts,
}: {
  deletion: DeletionRow;
  parts: readonly DeletionRow[];
}): Deletion {
  const {
    id,
    subject,
    subjectId,
    subjectName: name,
    state,
    askedAt,
    dueAt,
    endedAt,
    problem,
    report,
  } = deletion;
  return {
    ...{ id, subject, subjectId, name, state, askedAt, dueAt, endedAt, problem, report },
    parts: parts.map((part) => ({
      subjectId: part.subjectId,
      name: part.subjectName,
      report: part.report,
    })),
  };
}

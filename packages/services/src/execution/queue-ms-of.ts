/** From the moment a run was asked for until its program began, or until now. */
export function queueMsOf(row: {
  createdAt: string;
  startedAt: string | null;
  finishedAt: string | null;
}): number {
  const until = row.startedAt ?? row.finishedAt;
  return Math.max(0, (until === null ? Date.now() : Date.parse(until)) - Date.parse(row.createdAt));
}

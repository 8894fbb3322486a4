const lines = new Map<string, Promise<void>>();

/** Runs the works of one key on this node one after the other, in the order in which they came. */
export async function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
  const run = (lines.get(key) ?? Promise.resolve()).then(work);
  const line = run.then(
    () => undefined,
    () => undefined,
  );
  lines.set(key, line);
  try {
    return await run;
  } finally {
    if (lines.get(key) === line) lines.delete(key);
  }
}

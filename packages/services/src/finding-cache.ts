/** What one node knows of those who come again and again, by the hash or id that they come with. */
export interface FindingCache<Finding> {
  /** The finding from memory, or `read` once for all who ask at the same moment. Rejects when the reading does. */
  get(key: string, read: () => Promise<Finding>): Finding | Promise<Finding>;
}

interface Entry<Finding> {
  finding: Finding;
  /** Monotonic; taken before the database was asked. */
  readAtMs: number;
}

const maxKnown = 10_000;
const maxRefused = 1_000;
/** A finding is used for this long when every notification is lost. */
const knownForMs = 3_000;
const refusedForMs = 1_000;
/** One that is still used is read again this early, so that nobody waits for it. */
const refreshAfterMs = 1_500;

/** `listen` hands in what to call with each changed id; findings that are about it are forgotten at once. */
export function openFindingCache<Finding extends { ok: boolean }>(options: {
  listen: (drop: (id: string) => void) => void;
  isAbout: (finding: Finding, id: string) => boolean;
}): FindingCache<Finding> {
  const accepted = new Map<string, Entry<Finding>>();
  const refused = new Map<string, Entry<Finding>>();
  const reading = new Map<string, Promise<Finding>>();
  let drops = 0;

  options.listen((id) => {
    drops++;
    for (const [key, { finding }] of accepted) if (options.isAbout(finding, id)) accepted.delete(key);
  });

  async function readNow(key: string, read: () => Promise<Finding>): Promise<Finding> {
    const entry = { readAtMs: performance.now(), dropsBefore: drops };
    const finding = await read();
    // What was read while a change was announced may be from before the change: it is answered, not kept.
    if (entry.dropsBefore !== drops) return finding;
    const [entries, max] = finding.ok ? [accepted, maxKnown] : [refused, maxRefused];
    accepted.delete(key);
    const oldest = entries.size < max ? undefined : entries.keys().next().value;
    if (oldest !== undefined) entries.delete(oldest);
    entries.set(key, { finding, readAtMs: entry.readAtMs });
    return finding;
  }

  function readOnce(key: string, read: () => Promise<Finding>): Promise<Finding> {
    let promise = reading.get(key);
    if (promise === undefined) {
      promise = readNow(key, read).finally(() => reading.delete(key));
      reading.set(key, promise);
    }
    return promise;
  }

  return {
    get(key, read) {
      const nowMs = performance.now();
      const entry = accepted.get(key);
      if (entry !== undefined) {
        const ageMs = nowMs - entry.readAtMs;
        if (ageMs < refreshAfterMs) return entry.finding;
        if (ageMs < knownForMs) {
          // Whoever comes when the time is over asks again and hears of the failure.
          readOnce(key, read).catch(() => undefined);
          return entry.finding;
        }
        return readOnce(key, read);
      }
      const refusal = refused.get(key);
      if (refusal !== undefined && nowMs - refusal.readAtMs < refusedForMs) return refusal.finding;
      return readOnce(key, read);
    },
  };
}

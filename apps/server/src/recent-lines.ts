/** The last lines of the log, kept in memory so that a request's id leads to them wherever the log goes. */
export interface RecentLines {
  /** A stream for the logger: a line each. */
  write(line: string): void;
  /** Those with the id as a field, the oldest first, without their ends. */
  of(requestId: string): string[];
}

/** Keeps between half and all of `maxBytes` (default 8 MiB), in two halves of which the older one is dropped whole. */
export function createRecentLines(maxBytes = 8_388_608): RecentLines {
  let older: string[] = [];
  let newer: string[] = [];
  let newerBytes = 0;
  return {
    write(line) {
      if (newerBytes + line.length > maxBytes / 2) {
        older = newer;
        newer = [];
        newerBytes = 0;
      }
      newer.push(line);
      newerBytes += line.length;
    },
    of: (requestId) =>
      [...older, ...newer].filter((line) => line.includes(`"${requestId}"`)).map((line) => line.trimEnd()),
  };
}

let read = () => Date.now();

/** The time that ids and metering go by: this machine's, unless a server was told to follow its database's. */
export const clock = {
  /** Unix milliseconds. */
  nowMs: (): number => read(),
  /** null = this machine's own clock again. */
  follow(source: (() => number) | null): void {
    read = source ?? (() => Date.now());
  },
};

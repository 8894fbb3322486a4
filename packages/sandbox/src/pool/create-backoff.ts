const firstDelayMs = 100;
const maxDelayMs = 30_000;

/** Starts that fail in a row come ever more rarely. `onDue` is called when the next one may be tried. */
export function createBackoff(onDue: () => void) {
  let failures = 0;
  let timer: NodeJS.Timeout | undefined;

  return {
    fail(): void {
      failures += 1;
      clearTimeout(timer);
      const delayMs = Math.min(maxDelayMs, firstDelayMs * 2 ** (failures - 1));
      timer = setTimeout(() => {
        timer = undefined;
        onDue();
      }, delayMs);
      timer.unref();
    },
    succeed(): void {
      failures = 0;
    },
    failures: () => failures,
    mayStart: () => timer === undefined,
    close: () => clearTimeout(timer),
  };
}

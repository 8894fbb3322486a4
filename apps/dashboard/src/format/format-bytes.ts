const units = ["B", "kB", "MB", "GB", "TB"];

/** `512 B`, `14.2 kB`, `3 MB`; a kB is 1,000 bytes. */
export function formatBytes(sizeBytes: number): string {
  let value = sizeBytes;
  let unit = 0;
  while (value >= 999.5 && unit < units.length - 1) {
    value /= 1_000;
    unit += 1;
  }
  return `${Number(value.toFixed(value < 100 && unit > 0 ? 1 : 0))} ${units[unit]}`;
}

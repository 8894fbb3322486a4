/** What stands in a field that may be left out: blank is nothing. */
export function filled(value: string | undefined): string | undefined {
  return value?.trim() ? value : undefined;
}

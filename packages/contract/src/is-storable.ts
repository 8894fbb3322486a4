/** Whether the database takes a text: Postgres stores neither NUL characters nor halves of surrogate pairs. */
export function isStorable(text: string): boolean {
  return text.isWellFormed() && !text.includes("\0");
}

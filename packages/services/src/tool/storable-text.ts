/** A caller's or upstream's words as a text column takes them. */
export function storableText(text: string, maxLength: number): string {
  return text.slice(0, maxLength).replaceAll("\0", "\ufffd").toWellFormed();
}

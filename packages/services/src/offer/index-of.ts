/** Up to here the built-in search costs no more than its worst case does. */
const shortLength = 16;

/**
 * As `text.indexOf(part, from)`, in time linear in both lengths whatever they hold (Knuth, Morris and Pratt): the built-in search
 * compares a long part anew at each place where a hostile text makes it nearly fit.
 */
export function indexOf(text: string, part: string, from: number): number {
  if (part.length <= shortLength) return text.indexOf(part, from);
  const borders = new Uint32Array(part.length);
  for (let at = 1, length = 0; at < part.length; at += 1) {
    while (length > 0 && part.charCodeAt(at) !== part.charCodeAt(length)) length = borders[length - 1] ?? 0;
    if (part.charCodeAt(at) === part.charCodeAt(length)) length += 1;
    borders[at] = length;
  }
  for (let at = from, length = 0; at < text.length; at += 1) {
    while (length > 0 && text.charCodeAt(at) !== part.charCodeAt(length)) length = borders[length - 1] ?? 0;
    if (text.charCodeAt(at) === part.charCodeAt(length)) length += 1;
    if (length === part.length) return at - length + 1;
  }
  return -1;
}

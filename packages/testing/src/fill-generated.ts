/**
 * Markdown with the part between `<!-- generated: name -->` and `<!-- end -->` replaced. Documentation that repeats code is
 * compared with what this answers, so that it cannot go stale. Throws when there is no such part.
 */
export function fillGenerated(markdown: string, name: string, content: string): string {
  const open = `<!-- generated: ${name} -->\n`;
  const close = "<!-- end -->";
  const start = markdown.indexOf(open);
  const end = markdown.indexOf(close, start);
  if (start === -1 || end === -1) throw new Error(`there is no part "${name}"`);
  return `${markdown.slice(0, start)}${open}\n${content.trim()}\n\n${markdown.slice(end)}`;
}

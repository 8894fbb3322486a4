const contextLines = 2;

/** What changes between two texts, line by line, with a little around it. Empty when they are equal. */
export function lineDiff(before: string, after: string): string {
  if (before === after) return "";
  const old = toLines(before);
  const now = toLines(after);
  let head = 0;
  while (head < old.length && head < now.length && old[head] === now[head]) head++;
  let tail = 0;
  while (
    tail < old.length - head &&
    tail < now.length - head &&
    old[old.length - 1 - tail] === now[now.length - 1 - tail]
  ) {
    tail++;
  }
  const mark = (sign: string, lines: readonly string[]) => lines.map((line) => `${sign} ${line}\n`).join("");
  return [
    mark(" ", now.slice(Math.max(0, head - contextLines), head)),
    mark("-", old.slice(head, old.length - tail)),
    mark("+", now.slice(head, now.length - tail)),
    mark(" ", now.slice(now.length - tail, now.length - tail + contextLines)),
  ].join("");
}

function toLines(text: string): string[] {
  return text === "" ? [] : text.replace(/\n$/, "").split("\n");
}

export interface DiffLine {
  kind: "same" | "removed" | "added";
  text: string;
  /** Counted from 1; missing on the side where the line is not. */
  oldLine?: number;
  newLine?: number;
}

/** Beyond this many pairs of differing lines the middle is shown as one block removed and one added. */
const maxPairs = 4_000_000;

/** The shortest way from the old lines to the new ones, by their longest common subsequence. */
export function diffLines(oldText: string, newText: string): DiffLine[] {
  const before = oldText.split("\n");
  const after = newText.split("\n");
  let start = 0;
  while (start < before.length && start < after.length && before[start] === after[start]) start += 1;
  let oldEnd = before.length;
  let newEnd = after.length;
  while (oldEnd > start && newEnd > start && before[oldEnd - 1] === after[newEnd - 1]) {
    oldEnd -= 1;
    newEnd -= 1;
  }

  const lines: DiffLine[] = [];
  const same = (oldIndex: number, newIndex: number) =>
    lines.push({ kind: "same", text: before[oldIndex] ?? "", oldLine: oldIndex + 1, newLine: newIndex + 1 });
  const removed = (index: number) =>
    lines.push({ kind: "removed", text: before[index] ?? "", oldLine: index + 1 });
  const added = (index: number) =>
    lines.push({ kind: "added", text: after[index] ?? "", newLine: index + 1 });

  for (let index = 0; index < start; index += 1) same(index, index);

  const rows = oldEnd - start;
  const columns = newEnd - start;
  const width = columns + 1;
  const isBounded = rows * columns <= maxPairs;
  // lengths[i * width + j]: the longest common part of the old lines from i and the new lines from j.
  const lengths = new Uint32Array(isBounded ? (rows + 1) * width : 0);
  const length = (row: number, column: number) => lengths[row * width + column] ?? 0;
  if (isBounded) {
    for (let row = rows - 1; row >= 0; row -= 1) {
      for (let column = columns - 1; column >= 0; column -= 1) {
        lengths[row * width + column] =
          before[start + row] === after[start + column]
            ? length(row + 1, column + 1) + 1
            : Math.max(length(row + 1, column), length(row, column + 1));
      }
    }
  }
  let row = 0;
  let column = 0;
  while (row < rows || column < columns) {
    if (isBounded && row < rows && column < columns && before[start + row] === after[start + column]) {
      same(start + row, start + column);
      row += 1;
      column += 1;
    } else if (
      row < rows &&
      (!isBounded || column >= columns || length(row + 1, column) >= length(row, column + 1))
    ) {
      removed(start + row);
      row += 1;
    } else {
      added(start + column);
      column += 1;
    }
  }

  for (let index = oldEnd; index < before.length; index += 1) same(index, newEnd + index - oldEnd);
  return lines;
}

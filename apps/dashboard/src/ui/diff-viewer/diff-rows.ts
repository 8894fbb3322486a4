import { diffArrays } from "diff";
import type { DiffRow } from "./diff-row.ts";
import { diffWords } from "./diff-words.ts";

/** Beyond that many changed lines the middle is shown as one block removed and one added. */
const maxEditLength = 2_000;
/** Blocks beyond that many pairs of lines are set beside each other in their order. */
const maxPairs = 2_500;

/** Old and new line by line, what belongs together beside each other. */
export function diffRows(oldText: string, newText: string): DiffRow[] {
  const before = oldText.split("\n");
  const after = newText.split("\n");
  const changes = diffArrays(before, after, { maxEditLength }) ?? [
    { value: before, removed: true, added: false },
    { value: after, removed: false, added: true },
  ];
  const rows: DiffRow[] = [];
  let [oldLine, newLine] = [1, 1];
  let removed: string[] = [];
  const pair = (added: readonly string[]) => {
    for (const [oldText, newText] of pairLines(removed, added)) {
      const words =
        oldText !== null && newText !== null
          ? diffWords(oldText, newText)
          : {
              old: [{ text: oldText ?? "", isMarked: false }],
              new: [{ text: newText ?? "", isMarked: false }],
            };
      rows.push({
        isSame: false,
        old: oldText === null ? null : { line: oldLine++, parts: words.old },
        new: newText === null ? null : { line: newLine++, parts: words.new },
      });
    }
    removed = [];
  };
  for (const change of changes) {
    if (change.removed) removed = change.value;
    else if (change.added) pair(change.value);
    else {
      pair([]);
      for (const text of change.value) {
        const parts = [{ text, isMarked: false }];
        rows.push({ isSame: true, old: { line: oldLine++, parts }, new: { line: newLine++, parts } });
      }
    }
  }
  pair([]);
  return rows;
}

type Pair = [oldText: string | null, newText: string | null];

/** Each removed line beside the next added one that is like it; between those in their order. */
function pairLines(removed: readonly string[], added: readonly string[]): Pair[] {
  const pairs: Pair[] = [];
  const isFree = removed.length !== added.length && removed.length * added.length <= maxPairs;
  let [from, next] = [0, 0];
  const fill = (toOld: number, toNew: number) => {
    while (from < toOld || next < toNew) {
      pairs.push([
        from < toOld ? (removed[from++] ?? "") : null,
        next < toNew ? (added[next++] ?? "") : null,
      ]);
    }
  };
  if (isFree) {
    for (const [index, text] of removed.entries()) {
      const like = added.findIndex((other, position) => position >= next && areAlike(text, other));
      if (like < 0) continue;
      fill(index, like);
      pairs.push([text, added[like] ?? ""]);
      [from, next] = [index + 1, like + 1];
    }
  }
  fill(removed.length, added.length);
  return pairs;
}

function areAlike(one: string, other: string): boolean {
  const words = (text: string) => text.match(/[\p{L}\p{N}_]+/gu) ?? [];
  const others = new Set(words(other));
  const own = words(one);
  return (
    own.length > 0 && own.filter((word) => others.has(word)).length >= Math.max(own.length, others.size) / 2
  );
}

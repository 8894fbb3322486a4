import { diffWordsWithSpace } from "diff";
import type { DiffPart } from "./diff-row.ts";

/** Beyond that many changed words a line is another line. */
const maxEditLength = 400;
/** How much two lines must share, by length, for marks on the rest to say anything. */
const leastShared = 0.35;

const whole = (text: string): DiffPart[] => [{ text, isMarked: false }];

/** Two lines with the words marked that the other has not; unmarked where they share too little. */
export function diffWords(oldLine: string, newLine: string): { old: DiffPart[]; new: DiffPart[] } {
  const changes = diffWordsWithSpace(oldLine, newLine, { maxEditLength });
  const shared = (changes ?? [])
    .filter(({ added, removed }) => !added && !removed)
    .reduce((length, { value }) => length + value.trim().length, 0);
  const longest = Math.max(oldLine.trim().length, newLine.trim().length);
  if (!changes || shared < longest * leastShared) return { old: whole(oldLine), new: whole(newLine) };
  return {
    old: changes
      .filter(({ added }) => !added)
      .map(({ value, removed }) => ({ text: value, isMarked: removed })),
    new: changes
      .filter(({ removed }) => !removed)
      .map(({ value, added }) => ({ text: value, isMarked: added })),
  };
}

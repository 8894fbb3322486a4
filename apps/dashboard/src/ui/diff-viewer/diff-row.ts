/** A piece of a line; marked where it is not on the other side. */
export interface DiffPart {
  text: string;
  isMarked: boolean;
}

/** A line as one side has it. */
export interface DiffSide {
  /** Counted from 1. */
  line: number;
  parts: readonly DiffPart[];
}

/** Lines that stand beside each other; a side is null where it has none. */
export interface DiffRow {
  isSame: boolean;
  old: DiffSide | null;
  new: DiffSide | null;
}

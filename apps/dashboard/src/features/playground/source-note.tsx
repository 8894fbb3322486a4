import { Button } from "../../ui/button.tsx";
import type { DraftSource } from "./use-draft.ts";

export interface SourceNoteProps {
  source: DraftSource;
  /** The text differs from what the address names. */
  isChanged: boolean;
  onStartOver: () => void;
}

/** Whose program this is, and the way back to it after a change. */
export function SourceNote({ source, isChanged, onStartOver }: SourceNoteProps) {
  const { snippet } = source;
  if (!snippet && !isChanged) return null;
  return (
    <div className="flex min-h-9 items-center gap-2 border-b border-hairline bg-surface px-3 text-xs text-muted">
      <span className="min-w-0 grow truncate">
        {snippet
          ? `${snippet.name ?? snippet.title ?? "A program"} ${snippet.name === null ? "shared" : "saved"} by ${snippet.createdBy.name ?? snippet.createdBy.email}`
          : "Your changed copy"}
        {snippet && isChanged && ", changed by you"}
      </span>
      {isChanged && (
        <Button size="small" variant="quiet" onClick={onStartOver}>
          Start over
        </Button>
      )}
    </div>
  );
}

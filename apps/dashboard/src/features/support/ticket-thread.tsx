import type { TicketMessage } from "@patchops/contract";
import { formatCount } from "../../format/format-number.ts";
import { cn } from "../../ui/cn.ts";
import { Time } from "../../ui/time.tsx";

export interface TicketThreadProps {
  messages: readonly TicketMessage[];
  /** As the reader calls the two. */
  names: Readonly<Record<TicketMessage["author"], string>>;
}

/** What was written, the oldest first. */
export function TicketThread({ messages, names }: TicketThreadProps) {
  return (
    <ol aria-label="Messages" className="flex flex-col gap-3">
      {messages.map(({ id, author, text, isByMail, refusedFiles, createdAt }) => (
        <li
          key={id}
          className={cn(
            "rounded-lg border border-hairline px-4 py-3 text-sm",
            author === "support" && "bg-surface",
          )}
        >
          <p className="mb-1 flex flex-wrap gap-x-2 text-xs text-muted">
            <span className="font-medium text-text">{names[author]}</span>
            <Time at={createdAt} />
            {isByMail && <span>by mail</span>}
          </p>
          <p className="whitespace-pre-wrap wrap-anywhere">{text}</p>
          {refusedFiles > 0 && (
            <p className="mt-2 text-xs text-muted">
              {formatCount(refusedFiles, "attached file")} not taken: only text is.
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

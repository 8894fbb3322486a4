import { Check, ChevronDown } from "lucide-react";
import { type ReactNode, useId, useState } from "react";
import { cn } from "../../ui/cn.ts";
import { IconButton } from "../../ui/icon-button.tsx";

export interface SetupCardProps {
  number: number;
  title: string;
  /** The fact that ticks it; while there is none the card is open. */
  fact: ReactNode | undefined;
  /** Stays open though it is ticked: what someone is looking at does not fold away under their eyes. */
  isHeldOpen?: boolean;
  /** Stays under the fact: an error that came after it. */
  note?: ReactNode;
  children: ReactNode;
}

/** One step of the setup. It ticks by what happened, not by a click, and can be opened again. */
export function SetupCard({ number, title, fact, isHeldOpen = false, note, children }: SetupCardProps) {
  const id = useId();
  const isDone = fact !== undefined;
  const [choice, setChoice] = useState<boolean>();
  const isOpen = !isDone || (choice ?? isHeldOpen);
  return (
    <section
      aria-labelledby={id}
      className="flex min-w-0 flex-col rounded-lg border border-hairline bg-background"
    >
      <header className="flex items-start gap-3 px-4 py-3">
        <span
          aria-hidden
          className={cn(
            "numbers mt-px flex size-5 shrink-0 items-center justify-center rounded-full text-xs forced-colors:border",
            isDone ? "bg-ok-tint text-ok" : "ring-1 ring-control ring-inset text-muted",
          )}
        >
          {isDone ? <Check className="size-3.5 stroke-[2.5]" /> : number}
        </span>
        <div className="min-w-0 grow">
          <h3 id={id} className="text-base font-medium">
            {title}
            {isDone && <span className="sr-only"> (done)</span>}
          </h3>
          <div role="status" className="text-sm wrap-anywhere text-muted empty:hidden">
            {fact}
          </div>
          {note}
        </div>
        {isDone && (
          <IconButton
            size="small"
            label={isOpen ? `Fold “${title}”` : `Show “${title}” again`}
            aria-expanded={isOpen}
            onClick={() => setChoice(!isOpen)}
          >
            <ChevronDown className={cn("transition-transform duration-120", isOpen && "rotate-180")} />
          </IconButton>
        )}
      </header>
      {isOpen && <div className="flex min-w-0 flex-col gap-3 px-4 pb-4">{children}</div>}
    </section>
  );
}

import { splitInvisible } from "./split-invisible.ts";

/** Text from outside, as text: characters that hide what it says stand as boxes with their code. */
export function VisibleText({ children }: { children: string }) {
  return splitInvisible(children).map((part, index) =>
    part.isInvisible ? (
      <span
        key={index}
        title={`Invisible character ${part.text}`}
        className="code mx-px rounded-sm border border-warning bg-warning-tint px-0.5 text-xs text-warning"
      >
        {part.text}
      </span>
    ) : (
      part.text
    ),
  );
}

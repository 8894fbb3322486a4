import { useQuery } from "@tanstack/react-query";
import { useId, useState } from "react";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ErrorLine } from "./error-line.tsx";

export interface ErrorChoiceProps {
  /** Ids of failed calls. */
  chosen: readonly string[];
  onChange: (chosen: readonly string[]) => void;
}

/** Whether failed calls go along with a request, and which: all of what goes is shown before. */
export function ErrorChoice({ chosen, onChange }: ErrorChoiceProps) {
  const [isOpen, setIsOpen] = useState(false);
  const labelId = useId();
  return (
    <div className="flex w-full flex-col gap-2">
      <Checkbox
        isChecked={isOpen}
        onChange={(next) => {
          setIsOpen(next);
          onChange([]);
        }}
      >
        <span id={labelId}>Send failed calls along</span>
      </Checkbox>
      {isOpen && <Choice labelId={labelId} chosen={chosen} onChange={onChange} />}
    </div>
  );
}

function Choice({ labelId, chosen, onChange }: ErrorChoiceProps & { labelId: string }) {
  // As they were when the list was opened: nothing goes along that was not seen.
  const query = useQuery(
    trpc.support.errors.queryOptions(undefined, { staleTime: Number.POSITIVE_INFINITY, gcTime: 0 }),
  );
  return (
    <Loadable query={query} what="your failed calls" skeleton={<SkeletonRows rows={3} rowClassName="h-12" />}>
      {(calls) =>
        calls.length === 0 ? (
          <p className="text-sm text-muted">No call of yours has failed here.</p>
        ) : (
          <>
            <ul
              aria-labelledby={labelId}
              className="max-h-80 divide-y divide-hairline overflow-y-auto rounded-lg border border-hairline"
            >
              {calls.map((call) => (
                <li key={call.id} className="px-3 py-2">
                  <Checkbox
                    isChecked={chosen.includes(call.id)}
                    onChange={(isChosen) =>
                      onChange(isChosen ? [...chosen, call.id] : chosen.filter((id) => id !== call.id))
                    }
                  >
                    <ErrorLine error={call} />
                  </Checkbox>
                </li>
              ))}
            </ul>
            <p className="text-xs text-muted">
              {formatCount(chosen.length, "call")} chosen. What stands here goes along, no arguments and no
              results.
            </p>
          </>
        )
      }
    </Loadable>
  );
}

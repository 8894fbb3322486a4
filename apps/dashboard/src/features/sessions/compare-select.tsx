import type { PromptSessionView } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { Columns2 } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { formatDayAndTime } from "../../format/format-time.ts";
import { Select } from "../../ui/select.tsx";
import { sessionClient } from "./session-words.ts";

export interface CompareSelectProps {
  session: PromptSessionView;
  /** The id of the other one. */
  value: string | undefined;
  onChange: (id: string) => void;
}

/** Chooses which session stands beside this one: of the last ones, those of the same client first. */
export function CompareSelect({ session, value, onChange }: CompareSelectProps) {
  const list = useQuery(trpc.promptSession.list.queryOptions({ limit: 50 }));
  const isSame = (of: PromptSessionView) => of.client?.name === session.client?.name;
  const others = (list.data?.sessions ?? [])
    .filter(({ id }) => id !== session.id)
    .toSorted((a, b) => Number(isSame(b)) - Number(isSame(a)));
  return (
    <Select
      label="Compare with"
      placeholder={others.length === 0 ? "Nothing to compare with" : "Compare with…"}
      icon={<Columns2 />}
      isDisabled={others.length === 0}
      value={value ?? null}
      onChange={onChange}
      options={others.map((other) => ({
        value: other.id,
        label: `${sessionClient(other)}, ${formatDayAndTime(other.startedAt)}`,
      }))}
      className="w-60"
    />
  );
}

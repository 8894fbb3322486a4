import {
  meterNouns,
  type UsageMeter,
  type UsageThreshold,
  usageMeters,
  usageThresholdSchema,
} from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { X } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatNumber } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { Select } from "../../ui/select.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

const wordsOf = ({ meter, unit, value }: UsageThreshold) =>
  unit === "percent"
    ? `${formatNumber(value)} % of the month's ${meterNouns[meter]}`
    : `${formatNumber(value)} ${meterNouns[meter]} a month`;

/** The thresholds, each of which goes with a press, and a row to add one. */
export function ThresholdsForm() {
  const query = useQuery(trpc.usage.alerts.queryOptions(undefined, { staleTime: 0 }));
  return (
    <Loadable query={query} what="the alerts" skeleton={<SkeletonRows rows={2} isBare />}>
      {({ thresholds }) => <Thresholds thresholds={thresholds} />}
    </Loadable>
  );
}

function Thresholds({ thresholds }: { thresholds: readonly UsageThreshold[] }) {
  const cache = useQueryClient();
  const [meter, setMeter] = useState<UsageMeter>("calls");
  const [text, setText] = useState("");
  const [issue, setIssue] = useState<string>();
  const show = {
    onSuccess: (saved: UsageThreshold[]) => {
      const key = trpc.usage.alerts.queryKey();
      cache.setQueryData(key, (before) => before && { ...before, thresholds: saved });
      void cache.invalidateQueries({ queryKey: key });
    },
  };
  const adding = useMutation(trpc.usage.addThreshold.mutationOptions(show));
  const removing = useMutation(trpc.usage.removeThreshold.mutationOptions(show));
  const error = adding.error ?? removing.error;

  function add(): void {
    const [, digits, percent] = /^(\d{1,10})\s*(%?)$/.exec(text.trim()) ?? [];
    if (digits === undefined || Number(digits) === 0) {
      setIssue("Write an amount, such as 5000, or a share of the plan, such as 50%.");
      return;
    }
    const added: UsageThreshold = { meter, unit: percent ? "percent" : "amount", value: Number(digits) };
    const input = usageThresholdSchema.safeParse(added);
    setIssue(input.error?.issues[0]?.message);
    if (input.data && !adding.isPending) adding.mutate(input.data, { onSuccess: () => setText("") });
  }

  return (
    <form
      noValidate
      className="flex flex-col gap-4"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      {thresholds.length > 0 && (
        <ul aria-label="Own alerts" className="divide-y divide-hairline rounded-md border border-hairline">
          {thresholds.map((threshold) => (
            <li
              key={wordsOf(threshold)}
              className="flex items-center justify-between gap-2 py-1 pr-1 pl-3 text-sm"
            >
              {wordsOf(threshold)}
              <IconButton
                label={`Remove ${wordsOf(threshold)}`}
                disabled={removing.isPending}
                onClick={() => removing.mutate(threshold)}
              >
                <X />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      <div className="flex items-start gap-2">
        <Field label="Of">
          {(control) => (
            <Select
              {...control}
              className="w-36"
              value={meter}
              onChange={setMeter}
              options={usageMeters.map((value) => ({ value, label: meterNouns[value] }))}
            />
          )}
        </Field>
        <Field
          label="Told at"
          className="grow"
          hint="An amount of a month, or a share of the plan: 50%."
          error={issue ?? (error ? toErrorBody(error).message : undefined)}
        >
          {(control) => (
            <Input
              {...control}
              value={text}
              autoComplete="off"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
      </div>
      <div className="flex justify-end pb-4">
        <Button type="submit" variant="primary" isBusy={adding.isPending}>
          Add alert
        </Button>
      </div>
    </form>
  );
}

import type { CallFilters, UsageDimension, UsageReport } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { Download } from "lucide-react";
import { queryClient, trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { downloadText } from "../../ui/download-text.ts";
import { Menu } from "../../ui/menu.tsx";
import { parseSort } from "../../url-state/sort-search.ts";
import { chartGroups } from "./chart-groups.ts";
import { breakdownCsv, errorsCsv, reportFileName, seriesCsv } from "./export-report.ts";
import { sortBreakdown } from "./sort-breakdown.ts";

export interface ExportMenuProps {
  report: UsageReport;
  dimension: UsageDimension;
  /** Of the breakdown, as in the address. */
  sort: string | undefined;
  /** What the report was asked with. */
  filters: CallFilters;
}

/** What is shown, and the calls behind it, as files. */
export function ExportMenu({ report, dimension, sort, filters }: ExportMenuProps) {
  const rows = sortBreakdown(report.breakdown, dimension, parseSort(sort));
  const name = reportFileName(report);
  // The very calls that were counted: a range that moves has moved on.
  const query = new URLSearchParams(
    Object.entries({ ...filters, from: report.from, to: report.to }).map(([key, value]) => [key, `${value}`]),
  );
  // What is on the page already is at hand.
  const details = useMutation({
    mutationFn: async (write: (parts: Awaited<ReturnType<typeof readDetails>>) => void) =>
      write(await readDetails(filters)),
  });
  const csv = (text: string, part: string) => downloadText(text, `${name}-${part}.csv`, "text/csv");
  const calls = (format: "csv" | "json") => ({
    id: `calls-${format}`,
    label: `Calls as ${format.toUpperCase()}`,
    link: (
      <a href={`/export/calls.${format}?${query}`} download>
        Calls as {format.toUpperCase()}
      </a>
    ),
  });
  return (
    <>
      {details.error && (
        <span role="alert" className="text-xs text-error">
          Nothing was saved: {toErrorBody(details.error).message}
        </span>
      )}
      <Menu
        align="end"
        trigger={
          <Button size="small" icon={<Download />} isBusy={details.isPending}>
            Export
          </Button>
        }
        groups={[
          {
            label: "What is shown",
            items: [
              {
                id: "csv",
                label: "Breakdown as CSV",
                onSelect: () => csv(breakdownCsv(dimension, rows, report.totals.calls), dimension),
              },
              {
                id: "series",
                label: "Over time as CSV",
                onSelect: () => csv(seriesCsv(report, chartGroups(report, dimension)), report.interval),
              },
              {
                id: "errors",
                label: "Errors as CSV",
                onSelect: () => details.mutate(({ errors }) => csv(errorsCsv(errors), "errors")),
              },
              {
                id: "json",
                label: "All of it as JSON",
                onSelect: () =>
                  details.mutate(({ errors, methods }) =>
                    downloadText(
                      JSON.stringify({ ...report, breakdown: rows, ...methods, ...errors }, null, 2),
                      `${name}.json`,
                    ),
                  ),
              },
            ],
          },
          { label: "The calls themselves", items: [calls("csv"), calls("json")] },
        ]}
      />
    </>
  );
}

async function readDetails(filters: CallFilters) {
  const [errors, methods] = await Promise.all([
    queryClient.fetchQuery(trpc.usage.errors.queryOptions(filters)),
    queryClient.fetchQuery(trpc.usage.methods.queryOptions(filters)),
  ]);
  return { errors, methods };
}

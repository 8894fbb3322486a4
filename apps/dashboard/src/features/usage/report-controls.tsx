import { type UsageDimension, type UsageReport, usageDimensions } from "@patchops/contract";
import { GitCompareArrows } from "lucide-react";
import { formatDayAndTime } from "../../format/format-time.ts";
import { Button } from "../../ui/button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { zoneName } from "./chart-groups.ts";
import { dimensionLabels } from "./dimension.ts";

export interface ReportControlsProps {
  report: UsageReport;
  dimension: UsageDimension;
  isCompared: boolean;
  /** Whether the range is short enough for bars of an hour. */
  canBeHourly: boolean;
  onDimension: (dimension: UsageDimension) => void;
  onInterval: (interval: UsageReport["interval"]) => void;
  onCompare: (isCompared: boolean) => void;
}

/** How the report is cut: by what, into which bars, beside what. */
export function ReportControls(props: ReportControlsProps) {
  const { report, dimension, isCompared, canBeHourly, onDimension, onInterval, onCompare } = props;
  return (
    <div className="flex flex-wrap items-center gap-x-3 gap-y-2">
      <Segments
        label="Group by"
        options={usageDimensions.map((id) => ({ id, label: dimensionLabels[id] }))}
        value={dimension}
        onChange={onDimension}
      />
      <Segments
        label="Bars of"
        options={[
          { id: "hour", label: "Hours", isDisabled: !canBeHourly },
          { id: "day", label: "Days" },
        ]}
        value={report.interval}
        onChange={onInterval}
      />
      <Button
        size="small"
        variant="quiet"
        aria-pressed={isCompared}
        className="aria-pressed:bg-hover"
        icon={<GitCompareArrows />}
        onClick={() => onCompare(!isCompared)}
      >
        Compare
      </Button>
      <p className="text-xs text-muted">
        {formatDayAndTime(report.from)} – {formatDayAndTime(report.to)}
        {isCompared &&
          `, beside ${formatDayAndTime(report.previous.from)} – ${formatDayAndTime(report.previous.to)}`}{" "}
        · times in {zoneName()}
        {report.interval === "day" && " · days begin at 00:00 UTC"}
      </p>
    </div>
  );
}

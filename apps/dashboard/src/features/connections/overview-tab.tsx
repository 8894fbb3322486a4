import type { Connection } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber, formatShare } from "../../format/format-number.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Facts } from "../../ui/facts.tsx";
import { Sparkline } from "../../ui/sparkline.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { CallError } from "../activity/call-error.tsx";
import { LiveReport } from "./live-report.tsx";
import { SignInBox } from "./sign-in-box.tsx";
import { StatusAge, statusSentence } from "./status-evidence.tsx";

/** Does it work, how is that known, and what went wrong last. */
export function OverviewTab({ connection }: { connection: Connection }) {
  const { usage, serverInfo } = connection;
  const isWell = ["ready", "paused"].includes(connection.status);
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <div className="flex min-w-0 flex-col gap-6">
        <section aria-label="Status">
          <p className="text-lg font-medium text-balance">{statusSentence(connection)}</p>
          <p className="text-sm text-muted first-letter:uppercase">
            {isWell && connection.statusReason && <>{connection.statusReason.message} · </>}
            <StatusAge connection={connection} />
          </p>
        </section>
        {connection.signIn && (connection.status === "needs_sign_in" || connection.signIn.problem) && (
          <section aria-label="Sign-in" className="rounded-lg border border-warning bg-warning-tint p-4">
            <SignInBox connection={connection} />
          </section>
        )}
        {!isWell && <LiveReport connection={connection.slug} />}
        <section aria-labelledby="strip" className="rounded-lg border border-hairline p-4">
          <div className="flex flex-wrap items-baseline justify-between gap-x-6 gap-y-1 pb-3">
            <h2 id="strip" className="text-sm font-medium">
              Calls, last 24 hours
            </h2>
            <p className="text-xs text-muted">
              {usage.calls === 0 ? (
                "none"
              ) : (
                <>
                  <span className="numbers text-text">{formatNumber(usage.calls)}</span>{" "}
                  {usage.calls === 1 ? "call" : "calls"} ·{" "}
                  <span className="numbers text-text">
                    {formatShare(usage.calls - usage.failures, usage.calls)}
                  </span>{" "}
                  succeeded · p95 <span className="numbers text-text">{formatDuration(usage.p95Ms)}</span>
                </>
              )}
            </p>
          </div>
          <Sparkline
            values={usage.hours}
            label={`Calls an hour over the last 24 hours: ${usage.hours.join(", ")}`}
            className="h-14 w-full"
          />
          <div aria-hidden className="flex justify-between pt-1.5 text-xs text-muted">
            <span>24 h ago</span>
            <span>12 h</span>
            <span>now</span>
          </div>
        </section>
        <LastError connection={connection} />
      </div>
      <div className="rounded-lg border border-hairline p-4">
        <Facts
          label="About this connection"
          facts={[
            {
              label: "Address",
              value: connection.url ? (
                <span className="flex items-center gap-1">
                  <span className="code min-w-0 text-xs wrap-anywhere">{connection.url}</span>
                  <CopyButton text={connection.url} label="Copy the address" className="-my-1" />
                </span>
              ) : connection.transport === "demo" ? (
                "inside PatchOps"
              ) : (
                <span className="code text-sm wrap-anywhere">{connection.command}</span>
              ),
            },
            {
              label: "Server",
              value: serverInfo && (
                <>
                  <VisibleText>{serverInfo.title ?? serverInfo.name}</VisibleText>{" "}
                  <span className="numbers text-muted">{serverInfo.version}</span>
                </>
              ),
            },
            {
              label: "MCP",
              value: connection.protocolVersion && (
                <>
                  <span className="numbers">{connection.protocolVersion}</span>
                  {connection.era && <span className="text-muted"> · {connection.era} era</span>}
                </>
              ),
            },
            {
              label: "In code",
              value: (
                <span className="flex items-center gap-1">
                  <span className="code min-w-0 text-xs wrap-anywhere">tools.{connection.codeName}</span>
                  <CopyButton text={`tools.${connection.codeName}`} label="Copy" className="-my-1" />
                </span>
              ),
            },
            { label: "Owner", value: connection.createdBy.name ?? connection.createdBy.email },
            { label: "Added", value: <Time at={connection.createdAt} /> },
          ]}
        />
      </div>
    </div>
  );
}

function LastError({ connection }: { connection: Connection }) {
  const { data } = useQuery(
    trpc.activity.list.queryOptions(
      { connection: connection.slug, failed: true, limit: 1 },
      { refetchInterval: 10_000 },
    ),
  );
  const call = data?.calls[0];
  // The list leaves out what was said; a tool's own error stands there.
  const whole = useQuery(
    trpc.activity.get.queryOptions(
      { id: call?.id ?? "" },
      { enabled: call !== undefined, staleTime: 60_000 },
    ),
  );
  if (!call) return null;
  return (
    <section aria-labelledby="last-error" className="rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 id="last-error" className="text-sm font-medium">
          Last error
        </h2>
        <StatusBadge status={call.outcome} variant="plain" className="text-sm" />
        <Time at={call.at} className="ml-auto text-xs text-muted" />
      </div>
      <p className="mt-1 pb-3 text-sm wrap-anywhere">
        <TextLink to="/activity" search={{ connection: connection.slug, open: call.id }} className="code">
          {call.tool ?? call.method}
        </TextLink>
      </p>
      {whole.data && <CallError call={whole.data} />}
      <TextLink
        to="/activity"
        search={{ connection: connection.slug, failed: true }}
        className="mt-2 inline-flex min-h-6 items-center text-sm"
      >
        All failed calls
      </TextLink>
    </section>
  );
}

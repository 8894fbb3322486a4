import { errorDocsPath, type Quota, type SetupStatus } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Play } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatDuration } from "../../format/format-duration.ts";
import { formatNumber } from "../../format/format-number.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { SetupCard } from "./setup-card.tsx";

const question = "List the three newest demo orders";

export interface CallCardProps {
  setup: SetupStatus;
  quota: Quota | undefined;
}

export function CallCard({ setup, quota }: CallCardProps) {
  const client = useQueryClient();
  const { scopes, role } = useSession();
  const { hasDemo } = setup.connections;
  const demo = useQuery(trpc.tool.list.queryOptions({ connection: "demo" }, { enabled: hasDemo }));
  const tool = demo.data?.find((entry) => entry.originalName === "list_orders" && entry.isAvailable);
  const run = useMutation(
    trpc.tool.invoke.mutationOptions({
      onSettled: () => {
        void client.invalidateQueries({ queryKey: trpc.instance.setup.queryKey() });
        void client.invalidateQueries({ queryKey: trpc.activity.pathKey() });
      },
    }),
  );
  const isFull = quota?.calls.limit !== null && quota !== undefined && quota.calls.used >= quota.calls.limit;
  const reason = !scopes.includes("tools:call")
    ? `Your role (${role}) may not call tools.`
    : isFull
      ? "This month's calls are used up."
      : tool
        ? undefined
        : "Use the demo tools first.";
  const call = setup.lastCall;
  const failure = run.error && toErrorBody(run.error);

  return (
    <SetupCard
      number={3}
      title="Make a call"
      fact={
        call?.outcome === "ok" ? (
          <>
            <Link
              to="/activity"
              search={{ open: call.id }}
              className="code text-text underline-offset-2 hover:underline"
            >
              {[call.connection, call.tool ?? call.method].filter(Boolean).join(".")}
            </Link>
            , {formatDuration(call.totalMs)},
            <StatusBadge status={call.outcome} variant="plain" className="ml-1.5" />
            {quota && quota.calls.limit !== null && (
              <>
                <br />
                Call {formatNumber(quota.calls.used)} of {formatNumber(quota.calls.limit)} this month
              </>
            )}
          </>
        ) : undefined
      }
      note={
        call && call.outcome !== "ok" && call.errorMessage ? (
          <ErrorPanel
            title={call.errorCode ?? "The call failed"}
            cause={call.errorMessage}
            wasSent={call.wasSent}
            requestId={call.requestId ?? undefined}
            docs={call.errorCode === null ? undefined : errorDocsPath(call.errorCode)}
            className="mt-2"
          />
        ) : undefined
      }
    >
      <p className="text-sm text-muted">{hasDemo ? "Ask it:" : "With the demo tools connected, ask it:"}</p>
      <p className="flex items-center gap-2 rounded-md border border-hairline bg-surface py-1.5 pr-1.5 pl-3">
        <span className="min-w-0 grow text-sm font-medium">{question}</span>
        <CopyButton text={question} label="Copy the question" />
      </p>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-2 text-sm text-muted">
        or
        <GuardedButton
          icon={<Play />}
          reason={reason}
          isBusy={run.isPending}
          onClick={() => tool && run.mutate({ name: tool.name, arguments: { limit: 3 } })}
        >
          Run it here
        </GuardedButton>
      </div>
      {failure && (
        <ErrorPanel
          title="The call failed"
          cause={failure.message}
          wasSent={failure.sent}
          next={failure.next}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
    </SetupCard>
  );
}

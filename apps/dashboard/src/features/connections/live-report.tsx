import type { ConnectStep } from "@patchops/contract";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { ConnectReport } from "../../ui/connect-report/connect-report.tsx";
import type { ReportAction } from "../../ui/connect-report/describe-failure.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { SkeletonPanel } from "../../ui/skeleton-panel.tsx";
import { StatusBadge } from "../../ui/status-badge.tsx";
import { CredentialFields, draftedCredential, emptyCredential } from "./credential-fields.tsx";
import { SignInBox } from "./sign-in-box.tsx";
import { TrySignIn } from "./try-sign-in.tsx";
import { useConnectReport } from "./use-connect-report.ts";
import { useKeepConnection } from "./use-keep-connection.ts";

export interface LiveReportProps {
  /** Id or slug. */
  connection: string;
  /** Someone wants it gone: it is removed, and this is called. Left out on the connection's own page. */
  onDiscarded?: (() => void) | undefined;
}

const wantsKey = ({ cause }: ConnectStep) => cause === "unauthorized" || cause === "sign_in_unsafe";

/** A connection that is being made or mended: its report as it is built, what helps, and where to go when it is done. */
export function LiveReport({ connection, onDiscarded }: LiveReportProps) {
  const client = useQueryClient();
  const { user } = useSession();
  const known = useQuery({
    ...trpc.connection.get.queryOptions({ connection }),
    // The first answer may be older than the report's end, which then found nothing to bring up to date.
    refetchInterval: ({ state }) => (state.data?.status === "connecting" ? 500 : false),
  });
  const [draft, setDraft] = useState(emptyCredential);
  const [isKeyMissing, setIsKeyMissing] = useState(false);
  const keep = useKeepConnection(connection);
  const allow = useMutation(
    trpc.admin.allowUpstream.mutationOptions({ onSuccess: () => refresh.mutate({ connection }) }),
  );
  const refresh = useMutation(trpc.connection.refresh.mutationOptions({ onSuccess: keep }));
  const update = useMutation(trpc.connection.update.mutationOptions({ onSuccess: keep }));
  const remove = useMutation(
    trpc.connection.remove.mutationOptions({
      onSuccess: () => {
        void client.invalidateQueries({ queryKey: trpc.connection.list.queryKey() });
        onDiscarded?.();
      },
    }),
  );
  // After a sign-in it is examined anew, which nobody here has asked for.
  const isExamined = known.data?.status === "connecting" && known.data.signIn !== null;
  const isWorking = allow.isPending || refresh.isPending || update.isPending || isExamined;
  const live = useConnectReport(connection, isWorking);
  const entry = known.data;

  if (known.error && !entry) {
    const body = toErrorBody(known.error);
    return (
      <ErrorPanel
        title="Could not follow the connection"
        cause={body.message}
        requestId={body.requestId}
        docs={body.docs}
        onRetry={body.code === "not_found" ? undefined : () => void known.refetch()}
        action={
          onDiscarded && (
            <Button size="small" onClick={onDiscarded}>
              Close
            </Button>
          )
        }
      />
    );
  }
  if (!entry) return <SkeletonPanel className="h-40" />;

  const act = (action: ReportAction, step: ConnectStep) => {
    if (action === "allow" && step.host) {
      return allow.mutate({
        host: step.host,
        port: step.port ?? 443,
        reason: `For the connection ${entry.name}`,
      });
    }
    if (action === "use_suggestion" && step.suggestion)
      return update.mutate({ connection, url: step.suggestion });
    if (action !== "give_key") return refresh.mutate({ connection });
    const credential = draftedCredential(draft);
    setIsKeyMissing(!credential);
    if (credential) update.mutate({ connection, credential });
  };
  const busyAction: ReportAction | undefined = allow.isPending
    ? "allow"
    : update.isPending
      ? update.variables.url
        ? "use_suggestion"
        : "give_key"
      : undefined;
  const isFinished = (live?.isFinished ?? false) && !isWorking;
  const isBroken = isFinished && !["connecting", "ready", "slow"].includes(entry.status);
  const signInStep = live?.steps.some(({ cause }) =>
    ["unauthorized_with_metadata", "insufficient_scope", "login_refused"].includes(cause ?? ""),
  );
  const keyStep = live?.steps.find((step) => step.state === "failed" && wantsKey(step));
  const failure = allow.error ?? refresh.error ?? update.error ?? remove.error;
  const body = failure && toErrorBody(failure);

  return (
    <section
      aria-label={`Connect report of ${entry.slug}`}
      className="overflow-hidden rounded-lg border border-hairline bg-background"
    >
      <header className="flex min-h-11 items-center gap-3 border-b border-hairline px-4 py-2">
        {onDiscarded ? (
          <>
            <p className="max-w-1/2 truncate text-sm font-medium">{entry.name}</p>
            <span className="code min-w-0 grow truncate text-xs text-muted">{entry.url}</span>
          </>
        ) : (
          <p className="grow text-sm font-medium">Last check</p>
        )}
        <StatusBadge status={isFinished ? entry.status : "connecting"} />
      </header>
      <ConnectReport
        steps={live?.steps ?? []}
        server={signInStep || !entry.url ? entry.name : new URL(entry.url).host}
        isInstanceAdmin={user.isInstanceAdmin}
        onAction={act}
        busyAction={busyAction ?? (refresh.isPending && !allow.isPending ? retryOf(live?.steps) : undefined)}
        className="min-h-10 px-4 py-2"
      >
        {(signInStep || (keyStep && entry.signIn)) && onDiscarded && <SignInBox connection={entry} />}
        {keyStep && (
          <form
            onSubmit={(event) => {
              event.preventDefault();
              if (!isWorking) act("give_key", keyStep);
            }}
          >
            <CredentialFields draft={draft} onChange={setDraft} />
            <button type="submit" hidden />
            {isKeyMissing && !draftedCredential(draft) && (
              <p role="alert" className="mt-1.5 text-xs text-error">
                {draft.kind === "headers" ? "Give the header's name and value." : "Paste the key first."}
              </p>
            )}
          </form>
        )}
        {keyStep?.cause === "unauthorized" && !entry.signIn && <TrySignIn connection={entry} />}
      </ConnectReport>
      {body && (
        <ErrorPanel
          title="That did not work"
          cause={body.message}
          next={body.next}
          requestId={body.requestId}
          docs={body.docs}
          className="mx-4 mb-3"
        />
      )}
      {isFinished && onDiscarded && (
        <footer className="flex flex-wrap items-center gap-2 border-t border-hairline px-4 py-2.5">
          <Link
            to="/connections/$slug"
            params={{ slug: entry.slug }}
            search={isBroken ? {} : { tab: "tools" }}
            className={buttonVariants({ size: "small" })}
          >
            {isBroken ? "Open the connection" : `See its ${formatCount(entry.tools, "tool")}`}
          </Link>
          {isBroken && (
            <Button
              size="small"
              variant="quiet"
              isBusy={remove.isPending}
              onClick={() => remove.mutate({ connection })}
            >
              Discard it
            </Button>
          )}
        </footer>
      )}
    </section>
  );
}

/** Which of the two buttons that dial again is shown. */
function retryOf(steps: readonly ConnectStep[] = []): ReportAction {
  return steps.some((step) => step.cause === "zero_tools") ? "reread" : "retry";
}

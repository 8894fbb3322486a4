import type { Approval } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Check, X } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Badge } from "../../ui/badge.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Facts } from "../../ui/facts.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { viaLabels } from "../activity/via-labels.ts";
import { approvalWords } from "./approval-words.ts";
import { Countdown } from "./countdown.tsx";

const nameOf = (person: { name: string | null; email: string }) =>
  person.name ? `${person.name} (${person.email})` : person.email;

const argumentsClassName =
  "code max-h-72 overflow-auto rounded-md border border-hairline bg-surface p-3 text-xs whitespace-pre-wrap wrap-anywhere";

/** A call that a person is asked about: what exactly, by whom, why, until when; and the two answers. */
export function ApprovalCard({ approval }: { approval: Approval }) {
  const cache = useQueryClient();
  const { scopes } = useSession();
  const decide = useMutation(
    trpc.approval.decide.mutationOptions({
      onSettled: () => void cache.invalidateQueries({ queryKey: trpc.approval.pathKey() }),
    }),
  );
  const { id, tool, connectionName, client, apiKey, policy, status } = approval;
  const look = approvalWords[status];
  const failure = decide.error && toErrorBody(decide.error);
  const reason =
    approval.mayDecide && scopes.includes("approvals:decide")
      ? undefined
      : "The rule lets nobody approve their own call. Ask an owner or admin.";
  const caller = [
    client && `${client.name}${client.version ? ` ${client.version}` : ""}`,
    apiKey && `key ${apiKey.name ?? "(gone)"}`,
    viaLabels[approval.via],
  ];
  return (
    <article
      aria-label={`Call of ${tool}`}
      className="flex flex-col gap-3 rounded-lg border border-hairline p-4"
    >
      <header className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <h2 className="code min-w-0 text-sm font-medium wrap-anywhere">
          <VisibleText>{tool}</VisibleText>
        </h2>
        <Badge tone={look.tone}>{look.word}</Badge>
        {status === "pending" && (
          <span className="ml-auto text-xs whitespace-nowrap text-muted">
            expires in <Countdown until={approval.expiresAt} />
          </span>
        )}
      </header>
      <h3 className="sr-only">Exact arguments</h3>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
      <pre tabIndex={0} className={argumentsClassName}>
        <VisibleText>{JSON.stringify(approval.arguments, null, 2)}</VisibleText>
      </pre>
      <Facts
        facts={[
          { label: "Asked by", value: nameOf(approval.askedBy) },
          { label: "Client", value: <VisibleText>{caller.filter(Boolean).join(" · ")}</VisibleText> },
          { label: "Connection", value: <VisibleText>{connectionName}</VisibleText> },
          { label: "Profile", value: approval.profile },
          { label: "Policy", value: <VisibleText>{policy.label}</VisibleText> },
          { label: "Asked", value: <Time at={approval.createdAt} /> },
          {
            label: "Answered",
            value: approval.decidedBy && approval.decidedAt && (
              <>
                by {nameOf(approval.decidedBy)}, <Time at={approval.decidedAt} />
              </>
            ),
          },
          {
            label: "Run",
            value: approval.executionId && (
              <Link
                to="/playground"
                search={{ execution: approval.executionId }}
                className="text-link underline-offset-2 hover:underline"
              >
                Open the run
              </Link>
            ),
          },
        ]}
      />
      {failure && (
        <ErrorPanel
          title="It was not answered"
          cause={failure.message}
          next={failure.next}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
      {status === "pending" && (
        <footer className="flex flex-wrap items-center gap-2">
          <GuardedButton
            variant="primary"
            icon={<Check />}
            reason={reason}
            isBusy={decide.isPending}
            onClick={() => decide.mutate({ id, decision: "approve" })}
          >
            Approve once
          </GuardedButton>
          <GuardedButton
            icon={<X />}
            reason={reason}
            isBusy={decide.isPending}
            onClick={() => decide.mutate({ id, decision: "deny" })}
          >
            Deny
          </GuardedButton>
          <p className="text-xs text-muted">
            {approval.isAwaited
              ? "The call waits, and goes on by itself."
              : "No call waits: the answer is for the next one with these arguments."}
          </p>
        </footer>
      )}
    </article>
  );
}

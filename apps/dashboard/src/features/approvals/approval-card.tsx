import type { Approval } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { Check, X } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatPerson } from "../../format/format-person.ts";
import { Badge } from "../../ui/badge.tsx";
import { DecisionCard } from "../../ui/decision-card.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Facts } from "../../ui/facts.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { TextLink } from "../../ui/text-link.tsx";
import { Time } from "../../ui/time.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { viaLabels } from "../activity/via-labels.ts";
import { RunLink } from "../playground/run-link.tsx";
import { approvalWords } from "./approval-words.ts";
import { Countdown } from "./countdown.tsx";

const argumentsClassName =
  "code max-h-72 overflow-auto rounded-md border border-hairline bg-surface p-3 text-xs whitespace-pre-wrap wrap-anywhere";

export interface ApprovalCardProps {
  approval: Approval;
  /** It stands beside the run that waits for it. */
  isInRun?: boolean;
}

/** A call that a person is asked about, or a program's own question: what exactly, by whom, why, until when; and the two answers. */
export function ApprovalCard({ approval, isInRun = false }: ApprovalCardProps) {
  const cache = useQueryClient();
  const { scopes } = useSession();
  const decide = useMutation(
    trpc.approval.decide.mutationOptions({
      onSettled: () => void cache.invalidateQueries({ queryKey: trpc.approval.pathKey() }),
    }),
  );
  const { id, tool, connectionName, client, apiKey, policy, question, status } = approval;
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
    <DecisionCard
      label={question ?? `Call of ${tool}`}
      title={question ?? tool}
      isQuestion={question !== null}
      badge={<Badge tone={look.tone}>{look.word}</Badge>}
      aside={
        status === "pending" && (
          <span className="whitespace-nowrap">
            expires in <Countdown until={approval.expiresAt} />
          </span>
        )
      }
    >
      {(question === null || Object.keys(approval.arguments).length > 0) && (
        <>
          <h3 className="sr-only">{question === null ? "Exact arguments" : "What it shows with it"}</h3>
          {/* biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard */}
          <pre tabIndex={0} className={argumentsClassName}>
            <VisibleText>{JSON.stringify(approval.arguments, null, 2)}</VisibleText>
          </pre>
        </>
      )}
      <Facts
        facts={[
          { label: "Asked by", value: formatPerson(approval.askedBy) },
          { label: "Client", value: <VisibleText>{caller.filter(Boolean).join(" · ")}</VisibleText> },
          {
            label: "Connection",
            value: question === null && <VisibleText>{connectionName}</VisibleText>,
          },
          { label: "Profile", value: approval.profile },
          {
            label: "Policy",
            value:
              question === null ? <VisibleText>{policy.label}</VisibleText> : "The program asks it itself",
          },
          { label: "Asked", value: <Time at={approval.createdAt} /> },
          {
            label: "Answered",
            value: approval.decidedBy && approval.decidedAt && (
              <>
                by {formatPerson(approval.decidedBy)}, <Time at={approval.decidedAt} />
              </>
            ),
          },
          {
            label: "Workflow",
            value: !isInRun && approval.workflow && (
              <TextLink to="/workflows/$name" params={{ name: approval.workflow }}>
                {approval.workflow}
              </TextLink>
            ),
          },
          {
            label: "Run",
            value: !isInRun && approval.executionId && <RunLink executionId={approval.executionId} />,
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
            {question !== null
              ? "The run waits, and goes on by itself."
              : approval.isAwaited
                ? "The call waits, and goes on by itself."
                : "No call waits: the answer is for the next one with these arguments."}
          </p>
        </footer>
      )}
    </DecisionCard>
  );
}

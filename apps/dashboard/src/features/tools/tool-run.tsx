import { newId, type ToolDetail } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { Play, SquareTerminal, TriangleAlert } from "lucide-react";
import { useRef, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Kbd } from "../../ui/kbd.tsx";
import { SchemaForm } from "../../ui/schema/schema-form.tsx";
import { useSchemaForm } from "../../ui/schema/use-schema-form.ts";
import { AwaitedApprovals } from "../playground/awaited-approvals.tsx";
import { callProgram } from "../playground/call-program.ts";
import { openDraftStore } from "../playground/draft-store.ts";
import { runKeysClassName } from "../playground/run-keys.ts";
import { CopyCallMenu } from "./copy-call-menu.tsx";
import { RunResult } from "./run-result.tsx";
import { toolKind } from "./tool-kind.ts";
import { ToolQuestionCard } from "./tool-question-card.tsx";
import { useToolCall } from "./use-tool-call.ts";

export interface ToolRunProps {
  tool: ToolDetail;
  /** What the form begins with: the arguments of an earlier call. */
  given: Record<string, unknown> | undefined;
}

/** Calls the tool from here, with its arguments as a form or as JSON. */
export function ToolRun({ tool, given }: ToolRunProps) {
  const { user, organization, scopes } = useSession();
  const navigate = useNavigate();
  const form = useSchemaForm(tool.inputSchema, given);
  const [wasTried, setWasTried] = useState(false);
  const formElement = useRef<HTMLFormElement>(null);
  const quota = useQuery(trpc.usage.quota.queryOptions(undefined, { staleTime: 30_000 }));
  const { call, approval, questions, stopWaiting } = useToolCall();
  const error = call.error && toErrorBody(call.error);
  const isWrong = form.textError !== undefined || Object.keys(form.issues).length > 0;

  const used = quota.data?.calls;
  const isOverQuota = used !== undefined && used.limit !== null && used.used >= used.limit;
  const reason = !scopes.includes("tools:call")
    ? "A viewer cannot call tools. Members, admins and owners may."
    : isOverQuota && quota.data
      ? `All ${formatNumber(used.limit ?? 0)} calls of this month are used. They begin anew on ${formatUtcDay(quota.data.resetsAt)}.`
      : undefined;

  const run = () => {
    setWasTried(true);
    if (isWrong || reason || call.isPending) return;
    call.mutate({ name: tool.name, arguments: form.value });
  };
  useShortcut({ keys: "mod+enter", label: "Run the tool", group: "Tools", run });

  const openInPlayground = () => {
    const id = newId();
    openDraftStore({ organizationId: organization.id, userId: user.id }, localStorage).write({
      id: `new:${id}`,
      code: callProgram({ codePath: tool.codePath, arguments: form.value }),
      input: "",
      executionId: null,
    });
    void navigate({ to: "/playground", search: { draft: `new:${id}` } });
  };

  return (
    <div className="flex flex-col gap-6">
      <form
        ref={formElement}
        className="flex max-w-160 flex-col gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          run();
        }}
      >
        <SchemaForm form={form} areIssuesShown={wasTried} />
        {toolKind(tool) === "destructive" && (
          <p className="flex gap-2 text-sm text-warning">
            <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0" />
            This tool says that it destroys or sends something. Running it here does it.
          </p>
        )}
        <div className="flex flex-wrap items-center gap-2">
          <GuardedButton
            type="submit"
            variant="primary"
            icon={<Play />}
            isBusy={call.isPending}
            reason={reason}
          >
            Run
            <Kbd keys="mod+enter" className={runKeysClassName} />
          </GuardedButton>
          <Button icon={<SquareTerminal />} onClick={openInPlayground}>
            Open in playground
          </Button>
          <CopyCallMenu size="medium" name={tool.name} getArguments={() => form.value} />
        </div>
      </form>
      {(approval || questions.length > 0) && (
        <div className="flex flex-col items-start gap-3">
          {approval && <AwaitedApprovals approvals={[approval]} />}
          {questions.map((question) => (
            <ToolQuestionCard key={question.id} question={question} server={tool.connectionName} />
          ))}
          <Button onClick={stopWaiting}>Stop waiting</Button>
        </div>
      )}
      {error && (
        <ErrorPanel
          title={`${tool.originalName} was not called to its end`}
          cause={error.message}
          wasSent={error.sent}
          next={error.next}
          requestId={error.requestId}
          docs={error.docs}
          onRetry={error.retryable ? run : undefined}
          isRetrying={call.isPending}
        />
      )}
      {call.data && !error && <RunResult answer={call.data} />}
    </div>
  );
}

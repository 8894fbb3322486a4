import type { ToolQuestion } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { ExternalLink } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { SchemaForm } from "../../ui/schema/schema-form.tsx";
import { useSchemaForm } from "../../ui/schema/use-schema-form.ts";
import { VisibleText } from "../../ui/visible-text.tsx";

const noFields = { type: "object", properties: {} };

/** What a tool's server asks in the middle of the call, and the person's answer; the call goes on with it by itself. */
export function ToolQuestionCard({ question, server }: { question: ToolQuestion; server: string }) {
  const form = useSchemaForm(question.requestedSchema ?? noFields);
  const [wasTried, setWasTried] = useState(false);
  const answer = useMutation(trpc.tool.answerQuestion.mutationOptions());
  const error = answer.error && toErrorBody(answer.error);
  const page = question.url !== undefined && /^https?:/i.test(question.url) ? question.url : undefined;
  const isPage = question.url !== undefined;
  const accept = () => {
    setWasTried(true);
    if (!isPage && !form.isReady) return;
    answer.mutate({ id: question.id, action: "accept", ...(isPage ? {} : { content: form.value }) });
  };
  return (
    <form
      aria-label={`${server} asks`}
      className="flex w-full max-w-160 flex-col gap-4 rounded-lg border border-hairline bg-surface p-4"
      onSubmit={(event) => {
        event.preventDefault();
        accept();
      }}
    >
      <h3 className="text-sm font-medium">{server} asks</h3>
      <p className="text-sm whitespace-pre-wrap wrap-anywhere">
        <VisibleText>{question.message}</VisibleText>
      </p>
      {question.requestedSchema !== undefined && <SchemaForm form={form} areIssuesShown={wasTried} />}
      {isPage && <p className="code text-xs wrap-anywhere text-muted">{question.url}</p>}
      {error && (
        <ErrorPanel
          title="The answer was not sent"
          cause={error.message}
          next={error.next}
          requestId={error.requestId}
        />
      )}
      <div className="flex flex-wrap items-center gap-2">
        {page !== undefined && (
          <Button icon={<ExternalLink />} onClick={() => window.open(page, "_blank", "noopener,noreferrer")}>
            Open the page
          </Button>
        )}
        <Button type="submit" variant="primary" isBusy={answer.isPending}>
          {isPage ? "I have opened it" : "Send the answer"}
        </Button>
        <Button onClick={() => answer.mutate({ id: question.id, action: "decline" })}>Decline</Button>
      </div>
    </form>
  );
}

import { type Execution, newId, type PromptSessionView, type SessionMoment } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { FileCode } from "lucide-react";
import { api } from "../../api/client.ts";
import { useSession as useAccount } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { formatDayAndTime } from "../../format/format-time.ts";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { isObject } from "../../ui/schema/json-schema.ts";
import type { CallAnswer } from "../activity/call-answer.ts";
import { codePathOf } from "../playground/call-program.ts";
import { openDraftStore } from "../playground/draft-store.ts";
import { answerValue } from "./answer-value.ts";
import { ownMoments } from "./own-moments.ts";
import { type RecordedCall, sessionProgram } from "./session-program.ts";
import { sessionClient } from "./session-words.ts";

export interface SaveAsProgramProps {
  session: PromptSessionView;
  timeline: readonly SessionMoment[];
}

/** A program of more calls is written by hand. */
const mostCalls = 50;

/** Turns what a client did into code: the calls that went well, what was typed lifted out as the input. It opens in the playground. */
export function SaveAsProgram({ session, timeline }: SaveAsProgramProps) {
  const navigate = useNavigate();
  const { organization, user } = useAccount();
  const refusal = useRefusal("execution.start", "run programs");
  const good = ownMoments(timeline);
  const save = useMutation({
    mutationFn: async () => {
      const taken = good.slice(0, mostCalls);
      const tools = await api.tool.list.query({});
      const calls = await Promise.all(
        taken.map(async ({ id, executionId, program }): Promise<RecordedCall> => {
          if (program === null || executionId === null) {
            return recordedCall(await api.activity.get.query({ id }), tools);
          }
          return recordedRun(await api.execution.get.query({ executionId }), program);
        }),
      );
      const left = good.length - taken.length;
      const note = `From a session of ${sessionClient(session).replaceAll(/\s+/g, " ")}, ${formatDayAndTime(session.startedAt)}.`;
      return sessionProgram(
        calls,
        left > 0 ? `${note} Its first ${mostCalls} calls; ${left} more followed.` : note,
      );
    },
    onSuccess: ({ code, input }) => {
      const id = `new:${newId()}`;
      openDraftStore({ organizationId: organization.id, userId: user.id }, localStorage).write({
        ...{ id, code, input, executionId: null },
      });
      void navigate({ to: "/playground", search: { draft: id } });
    },
  });
  return (
    <>
      <GuardedButton
        icon={<FileCode />}
        isBusy={save.isPending}
        reason={refusal ?? (good.length === 0 ? "None of its calls went well." : undefined)}
        onClick={() => save.mutate()}
      >
        Save as program
      </GuardedButton>
      {save.error && (
        <p role="alert" className="text-sm text-error">
          {toErrorBody(save.error).message} {toErrorBody(save.error).next}
        </p>
      )}
    </>
  );
}

function recordedCall(call: CallAnswer, tools: readonly { name: string; codePath: string }[]): RecordedCall {
  return {
    codePath:
      tools.find(({ name }) => name === call.exposedName)?.codePath ??
      codePathOf(call.connection ?? "", call.tool ?? ""),
    arguments: isObject(call.payload?.arguments) ? call.payload.arguments : undefined,
    answer: answerValue(call.payload?.result),
  };
}

function recordedRun({ input, result }: Execution, workflow: string): RecordedCall {
  return {
    ...{ codePath: "workflows.run", workflow },
    arguments: isObject(input) ? input : undefined,
    answer: result,
  };
}

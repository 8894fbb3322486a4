import type { Execution, Snippet, Tool } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { isObject } from "../../ui/schema/json-schema.ts";
import { isId } from "../../url-state/is-id.ts";
import type { CallAnswer } from "../activity/call-answer.ts";
import { callProgram, codePathOf } from "./call-program.ts";
import { type Draft, type DraftStore, mainDraft, openDraftStore } from "./draft-store.ts";
import { examples } from "./examples.ts";
import type { PlaygroundSearch } from "./playground-search.ts";

export type NewDraft = Omit<Draft, "changedAtMs">;

function inputText(input: unknown): string {
  return input === undefined ? "" : JSON.stringify(input, null, 2);
}

function fromCall(call: CallAnswer, tools: readonly Tool[]): string {
  const tool = tools.find((candidate) => candidate.name === call.exposedName);
  const args = call.payload?.arguments;
  return callProgram({
    codePath: tool?.codePath ?? codePathOf(call.connection ?? "", call.tool ?? ""),
    arguments: isObject(args) ? args : undefined,
  });
}

export interface DraftSource {
  store: DraftStore;
  /** What the editor begins with; undefined while it is fetched. */
  draft: NewDraft | undefined;
  /** What it was made of, as it was: to start over. */
  original: string | undefined;
  /** The query that has to answer first, for its error and its Retry. */
  query: { data: unknown; error: unknown; isPending: boolean; isFetching: boolean; refetch: () => unknown };
  snippet: Snippet | undefined;
}

/** The program that the address names: a shared one, an example, a recorded call, a draft, a run, or what was written last. */
export function useDraft(search: PlaygroundSearch): DraftSource {
  const { user, organization } = useSession();
  const store = useMemo(
    () => openDraftStore({ organizationId: organization.id, userId: user.id }, localStorage),
    [organization.id, user.id],
  );
  const { snippet, call, draft, execution } = search;
  const example = examples.find(({ id }) => id === search.example);
  const ofRun =
    isId(execution) && !snippet && !call && !draft && !example ? store.findByExecution(execution) : undefined;
  const isRunSource = isId(execution) && !snippet && !call && !draft && !example && ofRun === undefined;

  const snippetQuery = useQuery(
    trpc.snippet.get.queryOptions({ id: snippet ?? "" }, { enabled: isId(snippet), staleTime: 60_000 }),
  );
  const callQuery = useQuery(
    trpc.activity.get.queryOptions({ id: call ?? "" }, { enabled: isId(call), staleTime: 60_000 }),
  );
  const toolsQuery = useQuery(trpc.tool.list.queryOptions({}, { enabled: isId(call) }));
  const runQuery = useQuery(
    trpc.execution.get.queryOptions({ executionId: execution ?? "" }, { enabled: isRunSource }),
  );

  const found = (id: string, code: string, input = ""): Pick<DraftSource, "draft" | "original"> => ({
    draft: store.read(id) ?? { id, code, input, executionId: null },
    original: code,
  });
  const missing = { draft: undefined, original: undefined };
  const none = { data: true, error: null, isPending: false, isFetching: false, refetch: () => undefined };

  if (isId(snippet)) {
    const shared: Snippet | undefined = snippetQuery.data;
    return {
      store,
      snippet: shared,
      query: snippetQuery,
      ...(shared ? found(`snippet:${snippet}`, shared.code, inputText(shared.input)) : missing),
    };
  }
  if (isId(call)) {
    const recorded: CallAnswer | undefined = callQuery.data;
    const tools = toolsQuery.data ?? (toolsQuery.isError ? [] : undefined);
    return {
      store,
      snippet: undefined,
      query: callQuery,
      ...(recorded && tools ? found(`call:${call}`, fromCall(recorded, tools)) : missing),
    };
  }
  if (example) {
    const begun = found(`example:${example.id}`, example.code, example.input);
    return { store, snippet: undefined, query: none, ...begun };
  }
  if (isRunSource) {
    const run: Execution | undefined = runQuery.data;
    return {
      store,
      snippet: undefined,
      query: runQuery,
      ...(run ? found(`run:${execution}`, run.code, inputText(run.input)) : missing),
    };
  }
  const own = (draft ? store.read(draft) : ofRun) ?? store.read(mainDraft.id) ?? mainDraft;
  return { store, snippet: undefined, query: none, draft: own, original: undefined };
}

import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useEffect, useMemo, useRef, useState } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { formatNumber } from "../../format/format-number.ts";
import { formatUtcDay } from "../../format/format-time.ts";
import { useShortcut } from "../../shortcuts/use-shortcut.ts";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { Tabs } from "../../ui/tabs.tsx";
import { useIsNarrow } from "../../ui/use-is-narrow.ts";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";
import { EditorPane } from "./editor/editor-pane.tsx";
import { buildToolTable } from "./editor/tool-table.ts";
import { OutputTab } from "./output-tab.tsx";
import { parseJsonText } from "./parse-json-text.ts";
import type { PlaygroundSearch } from "./playground-search.ts";
import { firstLimits, type RunLimits, withinCeilings } from "./run-limits.ts";
import { RunStatusLine } from "./run-status-line.tsx";
import { SourceNote } from "./source-note.tsx";
import { Toolbar } from "./toolbar.tsx";
import type { DraftSource, NewDraft } from "./use-draft.ts";
import { useInputSchema } from "./use-input-schema.ts";
import { useRun } from "./use-run.ts";
import { useStart } from "./use-start.ts";

const CallsTab = lazy(() => import("./calls-tab.tsx").then((module) => ({ default: module.CallsTab })));
const TypesTab = lazy(() => import("./types-tab.tsx").then((module) => ({ default: module.TypesTab })));

export interface WorkbenchProps {
  draft: NewDraft;
  source: DraftSource;
  search: PlaygroundSearch;
}

const saveMs = 300;

/** The editor, what a run of it said, and the buttons between them. */
export function Workbench({ draft, source, search }: WorkbenchProps) {
  const { scopes } = useSession();
  const address = useSearchUpdate();
  const isNarrow = useIsNarrow();
  const code = useRef(draft.code);
  const [document, setDocument] = useState({ code: draft.code, version: 0 });
  const [isChanged, setIsChanged] = useState(source.original !== undefined && source.original !== draft.code);
  const [input, setInput] = useState(draft.input);
  const [chosen, setLimits] = useState<RunLimits>(firstLimits);
  const [goTo, setGoTo] = useState<{ line: number; column?: number | undefined }>();
  const [startedId, setStartedId] = useState<string>();
  const [ranCode, setRanCode] = useState<string>();

  const { start, cancel } = useStart();
  const run = useRun(search.execution, startedId === search.execution);
  const tools = useQuery(trpc.tool.list.queryOptions({}, { staleTime: 30_000 }));
  const table = useMemo(() => buildToolTable(tools.data ?? []), [tools.data]);
  const types = useQuery(trpc.tool.declarations.queryOptions(undefined, { staleTime: 30_000 }));
  const inputType = useInputSchema(draft.code, types.isError ? null : types.data?.text);
  const quota = useQuery(trpc.usage.quota.queryOptions(undefined, { staleTime: 30_000 }));
  const plan = useQuery(trpc.plan.current.queryOptions(undefined, { staleTime: 30_000 }));
  const ceilings = plan.data?.plan.execution ?? firstLimits;
  const limits = withinCeilings(chosen, ceilings);

  const saving = useRef<ReturnType<typeof setTimeout>>(undefined);
  const save = (patch: Partial<NewDraft> = {}) => {
    clearTimeout(saving.current);
    saving.current = undefined;
    const executionId = patch.executionId ?? search.execution ?? null;
    source.store.write({ id: draft.id, code: code.current, input, executionId, ...patch });
  };
  const saveLatest = useRef(save);
  useEffect(() => {
    saveLatest.current = save;
  });
  useEffect(() => {
    // What was typed in the last moment is not lost with the page.
    const keep = () => saving.current !== undefined && saveLatest.current();
    window.addEventListener("pagehide", keep);
    return () => {
      window.removeEventListener("pagehide", keep);
      keep();
    };
  }, []);
  const onChange = (text: string) => {
    code.current = text;
    setIsChanged(source.original !== undefined && text !== source.original);
    clearTimeout(saving.current);
    saving.current = setTimeout(() => saveLatest.current(), saveMs);
    inputType.read(text);
  };
  const replaceCode = (text: string) => {
    onChange(text);
    setDocument((before) => ({ code: text, version: before.version + 1 }));
  };

  const parsedInput = parseJsonText(input);
  const executions = quota.data?.executions;
  const isOverQuota =
    executions !== undefined && executions.limit !== null && executions.used >= executions.limit;
  const roleReason = scopes.includes("code:execute")
    ? undefined
    : "A viewer cannot run programs. Members, admins and owners may.";
  const reason =
    roleReason ??
    (isOverQuota && quota.data
      ? `All ${formatNumber(executions.limit ?? 0)} runs of this month are used. They begin anew on ${formatUtcDay(quota.data.resetsAt)}.`
      : parsedInput.isValid
        ? undefined
        : "The input is no JSON. Mend it first.");
  const isRunning = start.isPending || (run !== undefined && !run.isOver && run.query.error === null);

  const onRun = (changed: Partial<RunLimits> = {}) => {
    if (reason || isRunning) return;
    const text = code.current;
    // Now, not when it has started: whoever looks elsewhere meanwhile stays there.
    if (search.tab !== "calls") address.replace({ tab: isNarrow ? "output" : undefined });
    start.mutate(
      {
        code: text,
        ...limits,
        ...changed,
        ...(parsedInput.isValid && parsedInput.value !== undefined && { input: parsedInput.value }),
      },
      {
        onSuccess: ({ executionId }) => {
          setRanCode(text);
          setStartedId(executionId);
          save({ executionId });
          address.push({ execution: executionId, inner: undefined });
        },
        onError: () => address.replace({ tab: isNarrow ? "output" : undefined }),
      },
    );
  };
  const onCancel = () => {
    if (search.execution && !cancel.isPending) cancel.mutate({ executionId: search.execution });
  };
  useShortcut({
    keys: "mod+enter",
    label: isRunning ? "Cancel the run" : "Run the program",
    group: "Playground",
    run: () => (isRunning ? onCancel() : onRun()),
  });

  const runCode = run?.execution?.code ?? (startedId === run?.executionId ? ranCode : undefined);
  const error = run?.isOver ? run.execution?.error : undefined;
  const mark = useMemo(
    () =>
      error?.line !== undefined && runCode === code.current
        ? { line: error.line, column: error.column, message: `${error.name}: ${error.message}` }
        : undefined,
    [error, runCode],
  );
  const jump = (line: number, column?: number) => {
    if (isNarrow) address.push({ tab: "editor" });
    setGoTo({ line, column });
  };

  const editor = (
    <div className="flex h-full min-h-0 min-w-0 flex-col">
      <SourceNote
        source={source}
        isChanged={isChanged}
        onStartOver={() => source.original !== undefined && replaceCode(source.original)}
      />
      <div className="min-h-0 grow">
        <EditorPane
          label="Program"
          code={document.code}
          documentId={`${draft.id} ${document.version}`}
          onChange={onChange}
          onRun={() => (isRunning ? onCancel() : onRun())}
          tools={table}
          declarations={types.data?.text}
          error={mark}
          goTo={goTo}
        />
      </div>
    </div>
  );

  const wanted = search.tab ?? (isNarrow ? "editor" : "output");
  const tab = wanted === "editor" && !isNarrow ? "output" : wanted;
  const panels = [
    ...(isNarrow ? [{ id: "editor" as const, label: "Editor", content: editor }] : []),
    {
      id: "output" as const,
      label: "Output",
      content: (
        <OutputTab
          run={run}
          start={start}
          cancel={cancel}
          ceilings={ceilings}
          onJump={jump}
          runReason={roleReason}
          onRun={onRun}
          onLimits={(patch) => {
            setLimits((before) => ({ ...before, ...patch }));
            onRun(patch);
          }}
          onRestore={
            runCode !== undefined && !isRunning && runCode !== code.current
              ? () => replaceCode(runCode)
              : undefined
          }
        />
      ),
    },
    {
      id: "calls" as const,
      label: "Calls",
      ...(run && run.calls.length > 0 && { badge: run.calls.length }),
      content: (
        <Suspense fallback={<SkeletonRows rows={3} isBare className="m-4" />}>
          <CallsTab
            run={run}
            selectedId={search.inner}
            onSelect={(id) => address.push({ inner: id === search.inner ? undefined : id })}
          />
        </Suspense>
      ),
    },
    {
      id: "types" as const,
      label: "Types",
      content: (
        <Suspense fallback={<SkeletonRows rows={3} isBare className="m-4" />}>
          <TypesTab />
        </Suspense>
      ),
    },
  ];

  return (
    <>
      <Toolbar
        isRunning={isRunning}
        isCancelling={cancel.isPending}
        reason={reason}
        onRun={() => onRun()}
        onCancel={onCancel}
        ceilings={ceilings}
        limits={limits}
        onLimits={(patch) => setLimits((before) => ({ ...before, ...patch }))}
        input={input}
        onInput={(text) => {
          setInput(text);
          save({ input: text });
        }}
        inputType={inputType}
        getProgram={() => ({
          code: code.current,
          ...(parsedInput.isValid && parsedInput.value !== undefined && { input: parsedInput.value }),
        })}
        draftId={draft.id}
        executionId={search.execution}
        snippetId={search.snippet}
        exampleId={search.example}
      />
      <div className="grid min-h-0 grow grid-rows-[minmax(0,1fr)] md:grid-cols-[minmax(0,1.25fr)_minmax(0,1fr)]">
        {!isNarrow && <div className="min-h-0 min-w-0 border-r border-hairline">{editor}</div>}
        <div className="flex min-h-0 min-w-0 flex-col max-md:border-t max-md:border-hairline">
          <Tabs
            label="Run"
            value={tab}
            onChange={(id) => {
              save();
              setDocument((before) => ({ ...before, code: code.current }));
              address.push({ tab: id === (isNarrow ? "editor" : "output") ? undefined : id });
            }}
            items={panels}
            className="flex min-h-0 grow flex-col *:first:shrink-0 *:first:px-4"
            panelClassName="min-h-0 grow overflow-y-auto pt-0"
          />
          <RunStatusLine run={run} isStarting={start.isPending} />
        </div>
      </div>
    </>
  );
}

import type { WorkflowConfig, WorkflowVersion } from "@patchops/contract";
import { useEffect, useRef, useState } from "react";
import { changedParts } from "./changed-parts.ts";

export interface WorkflowEdit {
  code: string;
  config: WorkflowConfig;
  /** What differs from the version that is changed. */
  changes: readonly string[];
  /** Another one is another text in the editor. */
  documentId: string;
  /** Grows when everything is replaced: forms over the settings begin anew. */
  revision: number;
  setCode: (code: string) => void;
  setConfig: (patch: Partial<WorkflowConfig>) => void;
  /** Takes the program and settings of a version over. */
  load: (version: Pick<WorkflowVersion, "code" | "config">) => void;
  /** Forgets what was changed. */
  clear: () => void;
  /** This much is a version now; what was typed meanwhile stays. */
  saved: (version: { code: string; config: WorkflowConfig }) => void;
}

/** What is being changed of a workflow, over one of its versions: program, triggers and settings are saved together. */
export function useWorkflowEdit(base: WorkflowVersion): WorkflowEdit {
  const [edit, setEdit] = useState<{ code?: string; config?: WorkflowConfig }>({});
  const [loads, setLoads] = useState(0);
  const [revision, setRevision] = useState(0);
  const replace = (next: typeof edit) => {
    setEdit(next);
    setRevision((before) => before + 1);
  };
  const code = edit.code ?? base.code;
  const config = edit.config ?? base.config;
  const shown = useRef(code);

  useEffect(() => {
    // Somebody else made a version while nothing was changed here: the editor shows it.
    if (shown.current === code) return;
    shown.current = code;
    setLoads((before) => before + 1);
  }, [code]);

  return {
    code,
    config,
    changes: changedParts(base, { code, config }),
    documentId: String(loads),
    revision,
    setCode: (text) => {
      shown.current = text;
      setEdit((before) => ({ ...before, code: text }));
    },
    setConfig: (patch) =>
      setEdit((before) => ({ ...before, config: { ...(before.config ?? base.config), ...patch } })),
    load: ({ code: text, config: settings }) => replace({ code: text, config: settings }),
    clear: () => replace({}),
    saved: (version) =>
      setEdit((before) => ({
        ...(before.code !== undefined && before.code !== version.code && { code: before.code }),
        ...(before.config !== undefined && before.config !== version.config && { config: before.config }),
      })),
  };
}

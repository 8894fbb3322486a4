import type { SeenVersions, WorkflowConfig, WorkflowVersion } from "@patchops/contract";
import { useEffect, useRef, useState } from "react";
import { changedParts } from "./changed-parts.ts";

type Parts = Pick<WorkflowVersion, "code" | "config">;

/** What somebody changes: the version that they had before them, and which there were then. */
export interface Ground extends SeenVersions {
  base: Pick<WorkflowVersion, "version" | "code" | "config">;
}

export interface WorkflowEdit {
  code: string;
  config: WorkflowConfig;
  /** The version that is changed; it stays that one while there are changes. */
  base: Ground["base"];
  /** What differs from the version that is changed. */
  changes: readonly string[];
  /** Another one is another text in the editor. */
  documentId: string;
  /** Grows when everything is replaced: forms over the settings begin anew. */
  revision: number;
  /** Which versions there were when the changes began. */
  seen: SeenVersions;
  /** Somebody else has made or published a version since the changes began. */
  isOvertaken: boolean;
  setCode: (code: string) => void;
  setConfig: (patch: Partial<WorkflowConfig>) => void;
  /** Takes the program and settings of a version over. */
  load: (version: Parts) => void;
  /** Forgets what was changed; answers how it comes back, with what it was begun over. */
  clear: () => () => void;
  /** Goes on with what was changed, over what somebody else has made since. */
  keep: () => void;
  /** This much is a version now; what was typed meanwhile stays. */
  saved: (version: Parts, now: SeenVersions) => void;
}

/** What is being changed of a workflow, over one of its versions: program, triggers and settings are saved together. */
export function useWorkflowEdit(live: Ground): WorkflowEdit {
  const [edit, setEdit] = useState<Partial<Parts>>({});
  const [begun, setBegun] = useState<Ground>();
  const [loads, setLoads] = useState(0);
  const [revision, setRevision] = useState(0);
  const over = ({ base }: Ground) => ({ code: edit.code ?? base.code, config: edit.config ?? base.config });
  // Whoever has changed nothing follows what there is.
  const isChanged = begun !== undefined && changedParts(begun.base, over(begun)).length > 0;
  const ground = isChanged ? begun : live;
  const { code, config } = over(ground);
  const shown = useRef(code);

  useEffect(() => {
    // Somebody else made a version while nothing was changed here: the editor shows it.
    if (shown.current === code) return;
    shown.current = code;
    setLoads((before) => before + 1);
  }, [code]);

  const change = (next: (before: Partial<Parts>) => Partial<Parts>) => {
    setBegun(ground);
    setEdit(next);
  };
  const replace = (next: Partial<Parts>) => {
    setBegun(live);
    setEdit(next);
    setRevision((before) => before + 1);
  };
  return {
    ...{ code, config, base: ground.base, revision },
    changes: changedParts(ground.base, { code, config }),
    documentId: String(loads),
    seen: { latestVersion: ground.latestVersion, publishedVersion: ground.publishedVersion },
    isOvertaken:
      ground.latestVersion !== live.latestVersion || ground.publishedVersion !== live.publishedVersion,
    setCode: (text) => {
      shown.current = text;
      change((before) => ({ ...before, code: text }));
    },
    setConfig: (patch) =>
      change((before) => ({ ...before, config: { ...(before.config ?? ground.base.config), ...patch } })),
    load: ({ code: text, config: settings }) => replace({ code: text, config: settings }),
    clear() {
      replace({});
      return () => {
        setBegun(begun);
        setEdit(edit);
        setRevision((before) => before + 1);
      };
    },
    keep: () => replace({ code, config }),
    saved(version, now) {
      setBegun({ base: { version: now.latestVersion, ...version }, ...now });
      setEdit((before) => ({
        ...(before.code !== undefined && before.code !== version.code && { code: before.code }),
        ...(before.config !== undefined && before.config !== version.config && { config: before.config }),
      }));
    },
  };
}

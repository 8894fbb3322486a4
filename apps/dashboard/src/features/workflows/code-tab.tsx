import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { SquareTerminal } from "lucide-react";
import { useMemo } from "react";
import { trpc } from "../../api/client.ts";
import { useSession } from "../../api/session.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { openDraftStore } from "../playground/draft-store.ts";
import { EditorPane } from "../playground/editor/editor-pane.tsx";
import { buildToolTable } from "../playground/editor/tool-table.ts";
import type { WorkflowEdit } from "./use-workflow-edit.ts";

export interface CodeTabProps {
  name: string;
  edit: WorkflowEdit;
  goTo: { line: number; column?: number | undefined } | undefined;
  isReadOnly: boolean;
}

/** The program, with completions and checks as in the playground. */
export function CodeTab({ name, edit, goTo, isReadOnly }: CodeTabProps) {
  const { organization, user } = useSession();
  const tools = useQuery(trpc.tool.list.queryOptions({}, { staleTime: 30_000 }));
  const table = useMemo(() => buildToolTable(tools.data ?? []), [tools.data]);
  const types = useQuery(trpc.tool.declarations.queryOptions(undefined, { staleTime: 30_000 }));
  const draft = `workflow:${name}`;
  return (
    <div className="flex flex-col gap-2">
      <div className="h-[min(36rem,60vh)] min-h-72 overflow-hidden rounded-lg border border-hairline">
        <EditorPane
          label="Program"
          code={edit.code}
          documentId={edit.documentId}
          onChange={edit.setCode}
          tools={table}
          declarations={types.data?.text}
          goTo={goTo}
          isReadOnly={isReadOnly}
        />
      </div>
      <p className="flex flex-wrap items-center gap-x-3 gap-y-1 text-xs text-muted">
        <span className="grow basis-64 text-pretty">
          <span className="code">step(name, work)</span> names a part that is done once,{" "}
          <span className="code">sleep("2h")</span> and{" "}
          <span className="code">waitForApproval(question)</span> wait at no cost.{" "}
          <a href="/docs/workflows" target="_blank" rel="noreferrer" className="underline underline-offset-2">
            What programs find
          </a>
        </span>
        <Link
          to="/playground"
          search={{ draft }}
          // The program goes along; only what else was changed would be lost.
          ignoreBlocker={edit.changes.every((change) => change === "program")}
          onClick={() =>
            openDraftStore({ organizationId: organization.id, userId: user.id }, localStorage).write({
              id: draft,
              code: edit.code,
              input: "",
              executionId: null,
            })
          }
          className={buttonVariants({ size: "small", variant: "quiet" })}
        >
          <SquareTerminal aria-hidden />
          Try it in the playground
        </Link>
      </p>
    </div>
  );
}

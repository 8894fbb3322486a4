import type { DeclarationsOutput } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { EditorPane } from "./editor/editor-pane.tsx";

/** The declarations that the program is written against: everything the caller can reach. */
export function TypesTab() {
  const query = useQuery(trpc.tool.declarations.queryOptions(undefined, { staleTime: 30_000 }));
  return (
    <Loadable
      query={query}
      what="the types"
      skeleton={<SkeletonRows rows={8} rowClassName="h-5" isBare className="m-4" />}
    >
      {(types: DeclarationsOutput) => (
        <div className="relative h-full min-h-64">
          <CopyButton
            text={types.text}
            label="Copy the types"
            className="absolute top-2 right-3 z-10 bg-background"
          />
          <EditorPane label="Types" code={types.text} documentId={types.version} isReadOnly />
        </div>
      )}
    </Loadable>
  );
}

import { useQuery } from "@tanstack/react-query";
import { Bookmark } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { Popover } from "../../ui/popover.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { ExampleList } from "./example-list.tsx";
import { SaveSnippet } from "./save-snippet.tsx";
import { SnippetLine } from "./snippet-line.tsx";

export interface SnippetsMenuProps {
  getProgram: () => { code: string; input?: unknown };
  /** The snippet that the editor began with. */
  openId: string | undefined;
  /** The example that it began with. */
  exampleId: string | undefined;
}

/** The organization's saved programs: each runs by its name from the CLI and SDK, and opens here. */
export function SnippetsMenu({ getProgram, openId, exampleId }: SnippetsMenuProps) {
  const [isOpen, setIsOpen] = useState(false);
  const list = useQuery(trpc.snippet.list.queryOptions(undefined, { enabled: isOpen }));
  const open = list.data?.find(({ id }) => id === openId);
  return (
    <Popover
      label="Snippets"
      align="end"
      isOpen={isOpen}
      onOpenChange={setIsOpen}
      className="w-104 max-w-[calc(100vw-1rem)]"
      trigger={
        <Button variant="quiet" icon={<Bookmark />} className="max-sm:px-2">
          <span className="max-sm:sr-only">Snippets</span>
        </Button>
      }
    >
      <div className="flex flex-col gap-3">
        <SaveSnippet
          key={open?.name ?? ""}
          getProgram={getProgram}
          firstName={open?.name ?? ""}
          onSaved={() => setIsOpen(false)}
        />
        <Loadable
          query={list}
          what="the snippets"
          skeleton={<SkeletonRows rows={2} rowClassName="h-10" isBare />}
        >
          {(snippets) =>
            snippets.length === 0 ? (
              <p className="text-sm text-muted">
                None yet. A saved program runs by its name:{" "}
                <span className="code">patchops run --snippet</span>.
              </p>
            ) : (
              <ul className="flex max-h-80 flex-col overflow-y-auto border-t border-hairline pt-2">
                {snippets.map((snippet) => (
                  <SnippetLine
                    key={snippet.id}
                    snippet={snippet}
                    isOpen={snippet.id === openId}
                    onFollow={() => setIsOpen(false)}
                  />
                ))}
              </ul>
            )
          }
        </Loadable>
        <ExampleList openId={exampleId} onFollow={() => setIsOpen(false)} />
      </div>
    </Popover>
  );
}

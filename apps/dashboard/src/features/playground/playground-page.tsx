import { getRouteApi, Link } from "@tanstack/react-router";
import { toErrorBody } from "../../api/to-error-body.ts";
import { buttonVariants } from "../../ui/button-variants.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { type DraftSource, useDraft } from "./use-draft.ts";
import { Workbench } from "./workbench.tsx";

const route = getRouteApi("/shell/playground");

/** Does this code work? */
export function PlaygroundPage() {
  const search = route.useSearch();
  const source = useDraft(search);
  const { draft } = source;
  return (
    <div data-filling className="-mx-4 -my-4 flex min-h-100 grow basis-0 flex-col md:-mx-6">
      <title>Playground · PatchOps</title>
      {source.query.error && !draft ? (
        <Missing query={source.query} />
      ) : (
        <Loadable
          query={{ ...source.query, data: draft, isPending: draft === undefined }}
          what="this program"
          skeleton={<SkeletonRows rows={5} rowClassName="h-5" isBare className="m-4" />}
        >
          {(ready) => <Workbench key={ready.id} draft={ready} source={source} search={search} />}
        </Loadable>
      )}
    </div>
  );
}

/** The program of the address could not be read; one's own is a click away. */
function Missing({ query }: { query: DraftSource["query"] }) {
  const body = toErrorBody(query.error);
  return (
    <ErrorPanel
      className="m-4"
      title="Could not load this program"
      cause={body.message}
      next={body.next}
      requestId={body.requestId}
      docs={body.docs}
      onRetry={body.retryable ? () => void query.refetch() : undefined}
      isRetrying={query.isFetching}
      action={
        <Link to="/playground" className={buttonVariants({ size: "small" })}>
          Open my draft
        </Link>
      }
    />
  );
}

import { getRouteApi } from "@tanstack/react-router";
import { Loadable } from "../../ui/loadable.tsx";
import { Skeleton } from "../../ui/skeleton.tsx";
import { useDraft } from "./use-draft.ts";
import { Workbench } from "./workbench.tsx";

const route = getRouteApi("/shell/playground");

/** Does this code work? */
export function PlaygroundPage() {
  const search = route.useSearch();
  const source = useDraft(search);
  const { draft } = source;
  return (
    <div className="-mx-4 -my-4 flex h-[calc(100dvh-3rem)] min-h-100 flex-col md:-mx-6 md:h-dvh">
      <title>Playground · PatchOps</title>
      <Loadable
        query={{ ...source.query, data: draft, isFetching: false, isPending: draft === undefined }}
        what="this program"
        skeleton={<Skeleton className="m-4 h-64" />}
      >
        {(ready) => <Workbench key={ready.id} draft={ready} source={source} search={search} />}
      </Loadable>
    </div>
  );
}

import { skipToken, useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { FileSearch } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { formatCount } from "../../format/format-number.ts";
import { Button } from "../../ui/button.tsx";
import { CodeBlock } from "../../ui/code-block.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { Field } from "../../ui/field.tsx";
import { Input } from "../../ui/input.tsx";
import { Loadable } from "../../ui/loadable.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useSearchUpdate } from "../../url-state/use-search-update.ts";

const route = getRouteApi("/shell/admin/logs");

/** From the request id of an error to what the log says of it. */
export function LogsPage() {
  const { request = "" } = route.useSearch();
  const address = useSearchUpdate();
  const [text, setText] = useState(request);
  const query = useQuery(trpc.admin.logs.queryOptions(request === "" ? skipToken : { requestId: request }));
  return (
    <>
      <PageHeader
        title="Logs"
        description="Each error names its request: what the log said of it stands here. Only the last lines of this node since it started; with several nodes each has its own, and all of it is where your logs are kept."
      />
      <form
        noValidate
        className="mb-6 flex max-w-160 flex-col gap-3 sm:flex-row sm:items-end"
        onSubmit={(event) => {
          event.preventDefault();
          const wanted = text.trim();
          if (wanted === request) void query.refetch();
          else address.push({ request: wanted });
        }}
      >
        <Field label="Request id" className="grow">
          {(control) => (
            <Input
              {...control}
              value={text}
              maxLength={128}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
              className="code text-sm"
              onChange={(event) => setText(event.target.value)}
            />
          )}
        </Field>
        <Button type="submit" variant="primary" isBusy={query.isFetching}>
          Find
        </Button>
      </form>
      {request !== "" && (
        <Loadable query={query} what="the log" skeleton={<SkeletonRows rows={3} rowClassName="h-9" />}>
          {({ lines }) =>
            lines.length === 0 ? (
              <EmptyState
                icon={<FileSearch />}
                title="The last lines of this node do not name it."
                className="py-12"
              >
                Search where your log is kept, on every node. Calls are found by their id under Activity as
                well.
              </EmptyState>
            ) : (
              <CodeBlock isWrapped caption={formatCount(lines.length, "line")} code={lines.join("\n")} />
            )
          }
        </Loadable>
      )}
    </>
  );
}

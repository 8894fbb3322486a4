import { type ErrorComponentProps, useRouter } from "@tanstack/react-router";
import { useEffect } from "react";
import { reachability } from "../api/reachability.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { ErrorPanel } from "../ui/error-panel.tsx";

/** In place of a page that could not be shown. It tries again by itself when the server is back. */
export function PageFailure({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  useEffect(
    () =>
      reachability.onReturn(() => {
        reset();
        void router.invalidate();
      }),
    [router, reset],
  );
  const body = toErrorBody(error);
  return (
    <div className="mx-auto w-full max-w-160 px-4 py-12">
      <ErrorPanel
        title="Could not show this page"
        cause={body.message}
        next={body.next}
        requestId={body.requestId}
        docs={body.docs}
        onRetry={() => {
          reset();
          void router.invalidate();
        }}
      />
    </div>
  );
}

import type { ConsentRequest } from "@patchops/contract";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { fetchJson } from "../../api/fetch-json.ts";
import { Loadable } from "../../ui/loadable.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { AuthFrame } from "../auth/auth-frame.tsx";
import { ConsentForm } from "./consent-form.tsx";
import { UseAnotherAccount } from "./use-another-account.tsx";

const route = getRouteApi("/consent/$uid");

/** Asks the person whether a client may act for them. What the client says of itself is shown as text. */
export function ConsentPage() {
  const { uid } = route.useParams();
  const query = useQuery({
    queryKey: ["consent", uid],
    queryFn: () => fetchJson<ConsentRequest>(`/consent/${uid}/request`),
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return (
    <AuthFrame
      title="Sign in from a client"
      footer={
        query.data && (
          <>
            Signed in as {query.data.user.email} · <UseAnotherAccount uid={uid} />
          </>
        )
      }
    >
      <Loadable
        query={query}
        isRefreshShown
        what="what the client asks for"
        skeleton={<SkeletonRows rows={4} />}
      >
        {(request) => (
          <>
            <p className="text-sm text-pretty wrap-anywhere">
              <strong className="font-semibold">
                <VisibleText>{request.client.name}</VisibleText>
              </strong>{" "}
              wants to use your tools at <span className="code">{request.endpoint}</span>.
            </p>
            <ConsentForm key={uid} uid={uid} request={request} />
          </>
        )}
      </Loadable>
    </AuthFrame>
  );
}

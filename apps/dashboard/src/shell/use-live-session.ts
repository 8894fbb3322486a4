import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useState } from "react";
import { trpc } from "../api/client.ts";
import { enterAs, sessionQuery, signInPath, useSession } from "../api/session.ts";
import { toErrorBody } from "../api/to-error-body.ts";

/**
 * Keeps true what the pages know of their reader: a role that somebody changed shows within seconds, and once the login was ended
 * from elsewhere the sign-in page says so in place of pages that no longer get anything; and where it is somebody else's now, or in
 * another organization, nothing of the one before stays.
 */
export function useLiveSession(): void {
  const client = useQueryClient();
  const { data, error } = useQuery(
    trpc.account.current.queryOptions(undefined, {
      initialData: useSession(),
      staleTime: 3_000,
      refetchInterval: 3_000,
    }),
  );
  const [before] = useState(data);
  const isAnother = before.user.id !== data.user.id || before.organization.id !== data.organization.id;
  useEffect(() => {
    // Who switches leads on by themselves.
    if (isAnother && client.isMutating() === 0) enterAs("/");
  }, [client, isAnother]);
  useEffect(() => {
    client.setQueryData(sessionQuery.queryKey, data);
  }, [client, data]);
  useEffect(() => {
    if (error === null || toErrorBody(error).code !== "unauthenticated") return;
    // Signing out and switching take the login away themselves, and lead on.
    if (client.isMutating() > 0) return;
    const { pathname, search } = window.location;
    enterAs(signInPath(pathname + search, "signed_out"));
  }, [client, error]);
}

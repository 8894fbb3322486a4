import type { CurrentAccount } from "@patchops/contract";
import { useSuspenseQuery } from "@tanstack/react-query";
import { use } from "react";
import { queryClient, trpc } from "./client.ts";

/** Who is signed in, their organization, role and scopes; null for a visitor. */
export const sessionQuery = trpc.account.visitor.queryOptions(undefined, { staleTime: 60_000 });

let isLeaving = false;
const untilGone = new Promise<never>(() => undefined);

/** For pages inside the shell, whose route has loaded it. Where the login has ended since, the page waits and the sign-in page comes. */
export function useSession(): CurrentAccount {
  const { data } = useSuspenseQuery(sessionQuery);
  if (data !== null) return data;
  const { pathname, search } = window.location;
  if (!isLeaving) leaveFor(signInPath(pathname + search, "signed_out"));
  return use(untilGone);
}

/** After signing in or out nothing of the account before may be seen: all data is dropped and the page loads anew. */
export function enterAs(path: string): void {
  leaveFor(path);
  queryClient.clear();
}

function leaveFor(path: string): void {
  isLeaving = true;
  window.location.assign(path);
}

/** The sign-in page, and from there back to where the reader is; `problem`: why they have to sign in. */
export function signInPath(returnTo: string, problem?: "signed_out"): string {
  const search = new URLSearchParams({
    ...(returnTo !== "/" && { next: returnTo }),
    ...(problem && { problem }),
  }).toString();
  return search === "" ? "/login" : `/login?${search}`;
}

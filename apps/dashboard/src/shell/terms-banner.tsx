import { useMutation, useQueryClient } from "@tanstack/react-query";
import { ScrollText } from "lucide-react";
import { trpc } from "../api/client.ts";
import { sessionQuery, useSession } from "../api/session.ts";
import { toErrorBody } from "../api/to-error-body.ts";
import { Button } from "../ui/button.tsx";

/** Stands on every page until the reader has taken the terms of use as they are now. */
export function TermsBanner() {
  const client = useQueryClient();
  const { user, impersonation } = useSession();
  const { termsToAccept } = user;
  const accept = useMutation(
    trpc.account.acceptTerms.mutationOptions({
      onSuccess: () => void client.invalidateQueries({ queryKey: sessionQuery.queryKey }),
    }),
  );
  // They are the person's own to take.
  if (termsToAccept === null || impersonation !== null) return null;
  return (
    <section
      aria-label="Terms of use"
      className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-hairline bg-surface px-4 py-2 text-sm md:px-6"
    >
      <ScrollText aria-hidden className="size-4 shrink-0 text-muted" />
      <p className="min-w-0 grow">
        {accept.error ? (
          <span role="alert">{toErrorBody(accept.error).message}</span>
        ) : (
          <>
            Please read the{" "}
            <a href="/legal/terms" className="text-link underline underline-offset-2">
              terms of use
            </a>{" "}
            of {termsToAccept}.
          </>
        )}
      </p>
      <Button
        size="small"
        isBusy={accept.isPending}
        onClick={() => accept.mutate({ version: termsToAccept })}
      >
        I accept them
      </Button>
    </section>
  );
}

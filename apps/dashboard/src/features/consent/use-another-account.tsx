import { useMutation } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { enterAs, signInPath } from "../../api/session.ts";
import { toast } from "../../ui/toast.ts";

/** Signs this browser out, and leads back to the same question as whoever signs in next. */
export function UseAnotherAccount({ uid }: { uid: string }) {
  const logOut = useMutation(
    trpc.account.logOut.mutationOptions({
      onSuccess: () => enterAs(signInPath(`/consent/${uid}`)),
      onError: () => toast({ title: "Not signed out", detail: "The server did not answer. Try again." }),
    }),
  );
  return (
    <button
      type="button"
      className="text-link underline underline-offset-2"
      aria-disabled={logOut.isPending || undefined}
      onClick={() => logOut.mutate()}
    >
      Use another account
    </button>
  );
}

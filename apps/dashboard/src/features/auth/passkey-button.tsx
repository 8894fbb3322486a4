import type { PasskeyAssertionInput } from "@patchops/contract";
import { useMutation, useSuspenseQuery } from "@tanstack/react-query";
import { Fingerprint } from "lucide-react";
import { useEffect } from "react";
import { passkeyProblem } from "../../api/passkey-problem.ts";
import { passkeys } from "../../api/passkeys.ts";
import { enterAs } from "../../api/session.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { appealTicket } from "./appeal-ticket.ts";
import { instanceQuery } from "./instance-query.ts";
import { keepingPath } from "./keeping-path.ts";
import { safeNext } from "./safe-next.ts";

export interface PasskeyButtonProps {
  next: string | undefined;
  onSuspended: (ticket: string) => void;
}

/** Signs in by a passkey: by the button, or where the browser offers one among the suggestions for the mail address. */
export function PasskeyButton({ next, onSuspended }: PasskeyButtonProps) {
  const { passkeyUrl } = useSuspenseQuery(instanceQuery).data;
  const isHere = passkeyUrl === window.location.origin;
  const enter = () => enterAs(safeNext(next, window.location.origin));
  const logIn = useMutation({
    mutationFn: (picked: PasskeyAssertionInput | undefined) => passkeys.logIn(picked),
    onSuccess: enter,
    onError: (error) => {
      const ticket = appealTicket(error);
      const keeping = keepingPath(error);
      if (keeping) window.location.assign(keeping);
      else if (ticket) onSuspended(ticket);
    },
  });
  const { mutate } = logIn;
  useEffect(() => {
    if (!isHere) return;
    let isCurrent = true;
    // The button takes the browser's one question over; then this ends without a word.
    void passkeys.offer().then((picked) => {
      if (picked !== null && isCurrent) mutate(picked);
    });
    return () => {
      isCurrent = false;
    };
  }, [isHere, mutate]);
  if (!isHere) return null;
  return (
    <div className="mt-4 flex flex-col gap-3">
      {logIn.error && <ErrorPanel title="Not signed in" cause={passkeyProblem(logIn.error)} />}
      <Button
        size="large"
        icon={<Fingerprint />}
        isBusy={logIn.isPending || logIn.isSuccess}
        onClick={() => logIn.mutate(undefined)}
      >
        Sign in with a passkey
      </Button>
    </div>
  );
}

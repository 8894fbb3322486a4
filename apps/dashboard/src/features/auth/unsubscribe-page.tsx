import { useMutation } from "@tanstack/react-query";
import { useSearch } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { AuthFrame } from "./auth-frame.tsx";

/** Where the link leads that turns mails of one kind off, without a login. */
export function UnsubscribePage() {
  const { token } = useSearch({ from: "/unsubscribe" });
  const stop = useMutation(trpc.notification.unsubscribe.mutationOptions());
  const failure = stop.error && toErrorBody(stop.error);
  const footer = (
    <a href="/settings/notifications" className="text-link underline underline-offset-2">
      All your notifications
    </a>
  );
  if (stop.isSuccess) {
    return (
      <AuthFrame title="No more of these mails" footer={footer}>
        <p role="status" className="text-sm text-pretty">
          You can have them again at any time, at Settings, Notifications.
        </p>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="No more of these mails?"
      description="Mails of this kind stop. Those about your account still come."
      footer={footer}
    >
      <div className="flex flex-col gap-4">
        {failure && <ErrorPanel title="Not changed" cause={failure.message} next={failure.next} />}
        <Button variant="primary" size="large" isBusy={stop.isPending} onClick={() => stop.mutate({ token })}>
          Stop these mails
        </Button>
      </div>
    </AuthFrame>
  );
}

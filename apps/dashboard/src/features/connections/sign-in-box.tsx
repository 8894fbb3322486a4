import type { Connection } from "@patchops/contract";
import { LogIn } from "lucide-react";
import { useSession } from "../../api/session.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Spinner } from "../../ui/spinner.tsx";
import { Time } from "../../ui/time.tsx";
import { RegisteredAppForm } from "./registered-app-form.tsx";
import { useSignIn } from "./use-sign-in.ts";

/** What keeps a connection's sign-in from being done, kept here until it is; and the button that does it. */
export function SignInBox({ connection }: { connection: Connection }) {
  const { scopes, role } = useSession();
  const isAdmin = useRefusal("connection.manageAccounts") === undefined;
  const { begin, isStarting, isWaiting, error } = useSignIn(connection);
  const { signIn } = connection;
  if (!signIn) return null;
  const mayManage = scopes.includes("connections:manage");
  const reason =
    signIn.accounts === "shared" && !isAdmin
      ? "One account serves everybody here: an owner or admin signs in."
      : scopes.includes("tools:call")
        ? undefined
        : `Your role (${role}) may not call tools.`;
  const { problem } = signIn;
  const failure = error && toErrorBody(error);
  const isAgain = signIn.login !== null || problem !== null;
  const isPending = isWaiting && signIn.state === "needed" && !failure;

  return (
    <div className="flex flex-col gap-3">
      {problem && !isPending && (
        <p className="text-sm wrap-anywhere">
          {problem.message}{" "}
          <span className="text-xs text-muted">
            <Time at={problem.at} />
          </span>
        </p>
      )}
      {signIn.needsClient && (
        <>
          <p className="text-sm">
            {connection.name} needs a registered app: its provider does not let apps register themselves.
          </p>
          <RegisteredAppForm
            connection={connection}
            redirectUrl={signIn.redirectUrl}
            reason={mayManage ? undefined : `Your role (${role}) may not change connections.`}
          />
        </>
      )}
      {failure && (
        <ErrorPanel
          title="The sign-in could not begin"
          cause={failure.message}
          next={failure.next}
          wasSent={failure.sent}
          requestId={failure.requestId}
          docs={failure.docs}
        />
      )}
      <div className="flex flex-wrap items-center gap-3">
        {isPending ? (
          <>
            <p role="status" className="flex items-center gap-2 text-sm">
              <Spinner /> Waiting for sign-in.
            </p>
            <Button size="small" isBusy={isStarting} onClick={() => void begin()}>
              Open again
            </Button>
          </>
        ) : (
          <GuardedButton
            variant={signIn.state === "needed" ? "primary" : "secondary"}
            size="small"
            icon={<LogIn />}
            reason={reason}
            isBusy={isStarting}
            onClick={() => void begin()}
          >
            {isAgain ? "Sign in again" : "Sign in"}
          </GuardedButton>
        )}
      </div>
    </div>
  );
}

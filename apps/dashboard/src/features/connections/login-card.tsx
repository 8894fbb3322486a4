import type { Connection } from "@patchops/contract";
import { useMutation, useQueryClient } from "@tanstack/react-query";
import { UserRound } from "lucide-react";
import { useState } from "react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { useRefusal } from "../../api/use-refusal.ts";
import { ConfirmDialog } from "../../ui/confirm-dialog.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { Facts } from "../../ui/facts.tsx";
import { GuardedButton } from "../../ui/guarded-button.tsx";
import { Segments } from "../../ui/segments.tsx";
import { Time } from "../../ui/time.tsx";
import { toast } from "../../ui/toast.ts";
import { SignInBox } from "./sign-in-box.tsx";
import { useKeepConnection } from "./use-keep-connection.ts";

/** The caller's login at the connection's provider (or the one that all share), and whose accounts are used. */
export function LoginCard({ connection }: { connection: Connection }) {
  const isAdmin = useRefusal("connection.manageAccounts") === undefined;
  const client = useQueryClient();
  const [isLeaving, setIsLeaving] = useState(false);
  const keep = useKeepConnection(connection.slug);
  const signOut = useMutation(
    trpc.connection.signOut.mutationOptions({
      onSuccess: ({ message, revoked }) => {
        setIsLeaving(false);
        void client.invalidateQueries({ queryKey: trpc.connection.pathKey() });
        if (revoked === "revoked") toast({ title: "Disconnected", detail: message });
      },
    }),
  );
  const change = useMutation(trpc.connection.update.mutationOptions({ onSuccess: keep }));
  const { signIn, name, slug } = connection;
  if (!signIn) return null;
  const isShared = signIn.accounts === "shared";
  const { login } = signIn;
  const failure = change.error && toErrorBody(change.error);
  const host = new URL(signIn.issuer).host;

  return (
    <section aria-labelledby="login" className="flex flex-col gap-4 rounded-lg border border-hairline p-4">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <UserRound aria-hidden className="size-4 text-muted" />
        <h2 id="login" className="grow text-sm font-medium">
          {isShared ? "The account that everybody uses" : "Your account"} at {host}
        </h2>
        {isAdmin && (
          <Segments
            label="Whose accounts are used"
            options={[
              { id: "personal", label: "Each their own", isDisabled: change.isPending },
              { id: "shared", label: "One for all", isDisabled: change.isPending },
            ]}
            value={signIn.accounts}
            onChange={(accounts) => change.mutate({ connection: slug, accounts })}
          />
        )}
      </div>
      {failure && (
        <ErrorPanel title="Not changed" cause={failure.message} next={failure.next} docs={failure.docs} />
      )}
      {signOut.data && signOut.data.revoked !== "revoked" && !login && (
        <p role="status" className="text-sm text-warning">
          {signOut.data.message}
        </p>
      )}
      <Facts
        label="Login"
        facts={[
          { label: "Issuer", value: <span className="code text-xs wrap-anywhere">{signIn.issuer}</span> },
          {
            label: "Token",
            value: login && (
              <>
                <span className="code">{login.hint}</span>{" "}
                <span className="text-muted">sealed; nobody can read it back</span>
              </>
            ),
          },
          {
            label: "Scopes",
            value: login && (
              <span className="code text-xs">{login.scopes.join(" ") || "the provider's default"}</span>
            ),
          },
          { label: "Signed in", value: login && <Time at={login.signedInAt} /> },
          {
            label: "Expires",
            value: login && (login.expiresAt ? <Time at={login.expiresAt} /> : "the provider names no end"),
          },
          {
            label: "Last refresh",
            value: login && (login.refreshedAt ? <Time at={login.refreshedAt} /> : "not yet"),
          },
          {
            label: "App",
            value: signIn.client && (
              <>
                <span className="code text-xs wrap-anywhere">{signIn.client.clientId}</span>{" "}
                <span className="text-muted">
                  {
                    {
                      given: "registered by hand",
                      registered: "registered by PatchOps",
                      metadata_document: "described by our metadata document",
                    }[signIn.client.kind]
                  }
                </span>
              </>
            ),
          },
        ]}
      />
      <div className="flex flex-wrap items-end gap-3">
        <SignInBox connection={connection} />
        {login && (
          <GuardedButton
            size="small"
            variant="quiet"
            className="text-error"
            reason={
              isShared && !isAdmin ? "Only an owner or admin disconnects the shared account." : undefined
            }
            onClick={() => setIsLeaving(true)}
          >
            Disconnect and revoke
          </GuardedButton>
        )}
      </div>
      <ConfirmDialog
        isOpen={isLeaving}
        onClose={() => setIsLeaving(false)}
        title={`Disconnect ${isShared ? "the shared account" : "your account"}?`}
        action="Disconnect and revoke"
        onConfirm={() => signOut.mutate({ connection: slug })}
        isBusy={signOut.isPending}
        error={signOut.error ? toErrorBody(signOut.error).message : undefined}
      >
        {isShared ? "Everybody's" : "Your"} calls of {name} are refused until someone signs in again. The
        login is revoked at {host} as well, as far as that answers.
      </ConfirmDialog>
    </section>
  );
}

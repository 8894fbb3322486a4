import type { InvitationPreview } from "@patchops/contract";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { AuthForm } from "../auth/auth-form.tsx";
import { instanceQuery } from "../auth/instance-query.ts";
import { ProviderButtons } from "../auth/provider-buttons.tsx";
import { forgetInvitationToken } from "./invitation-token.ts";

/** Signs in, or up, and joins with it. */
export function JoinForm({ token, preview }: { token: string; preview: InvitationPreview }) {
  const { loginProviders } = useSuspenseQuery(instanceQuery).data;
  const [isNew, setIsNew] = useState(preview.maySignUp);
  const invitation = { token, email: preview.email, onJoined: forgetInvitationToken };
  return (
    <>
      <ProviderButtons providers={loginProviders} next="/" invitation={token} />
      <AuthForm key={String(isNew)} kind={isNew ? "sign_up" : "log_in"} next="/" invitation={invitation} />
      {preview.maySignUp ? (
        <p className="text-sm text-muted">
          {isNew ? "Have an account? " : "New here? "}
          <button
            type="button"
            className="text-link underline underline-offset-2"
            onClick={() => setIsNew(!isNew)}
          >
            {isNew ? "Sign in" : "Create an account"}
          </button>
        </p>
      ) : (
        <p className="text-sm text-pretty text-muted">
          Sign-up is closed here: this link is for people who have an account.
        </p>
      )}
    </>
  );
}

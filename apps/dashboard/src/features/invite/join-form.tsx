import type { InvitationPreview } from "@patchops/contract";
import { useSuspenseQuery } from "@tanstack/react-query";
import { useState } from "react";
import { instanceQuery } from "../auth/instance-query.ts";
import { LogInForm } from "../auth/log-in-form.tsx";
import { ProviderButtons } from "../auth/provider-buttons.tsx";
import { SignUpForm } from "../auth/sign-up-form.tsx";
import { forgetInvitationToken } from "./invitation-token.ts";

/** Signs in, or up, and joins with it. */
export function JoinForm({ token, preview }: { token: string; preview: InvitationPreview }) {
  const { loginProviders } = useSuspenseQuery(instanceQuery).data;
  const [isNew, setIsNew] = useState(preview.maySignUp);
  const invitation = { token, email: preview.email, onJoined: forgetInvitationToken };
  return (
    <>
      <ProviderButtons providers={loginProviders} next="/" invitation={token} />
      {isNew ? (
        <SignUpForm next="/" invitation={invitation} />
      ) : (
        <LogInForm next="/" invitation={invitation} />
      )}
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

import { useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { useState } from "react";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { instanceQuery } from "./instance-query.ts";
import { ProviderButtons } from "./provider-buttons.tsx";
import { ProviderProblem } from "./provider-problem.tsx";
import { SignUpForm } from "./sign-up-form.tsx";
import { WaitlistForm } from "./waitlist-form.tsx";
import { readWaitlistLink } from "./waitlist-link.ts";

const route = getRouteApi("/signup");

export function SignupPage() {
  const { next, problem } = route.useSearch();
  const instance = useSuspenseQuery(instanceQuery).data;
  const isClosed = instance.signup !== "open" && !instance.isFirstAccount;
  const [waitlist] = useState(() => readWaitlistLink(window.location.hash));
  const signIn = (
    <>
      Have an account?{" "}
      <Link to="/login" search={{ next }} className="text-link underline underline-offset-2">
        Sign in
      </Link>
    </>
  );

  if (isClosed && instance.signup === "waitlist" && waitlist === null) {
    return (
      <AuthFrame
        title="Join the waitlist"
        description="Accounts are given out as there is room."
        footer={signIn}
      >
        <WaitlistForm />
      </AuthFrame>
    );
  }
  if (isClosed && waitlist === null) {
    return (
      <AuthFrame
        title="Sign-up is closed"
        description="Ask the owner for an account, who runs on this server's host: npx patchops setup --email you@example.com --password …"
      >
        <Link
          to="/login"
          search={{ next }}
          className={cn(buttonVariants({ variant: "primary", size: "large" }), "w-full")}
        >
          Sign in
        </Link>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Create your account"
      description={
        instance.isFirstAccount && !instance.ownerCodeRequired
          ? "You are the first here: this account will own the instance."
          : instance.ownerCodeRequired
            ? "You are the first here. With the code printed at start, this account will own the instance."
            : undefined
      }
      footer={!instance.isFirstAccount && signIn}
    >
      {problem && (
        <div className="mb-4">
          <ProviderProblem problem={problem} />
        </div>
      )}
      {!instance.ownerCodeRequired && <ProviderButtons providers={instance.loginProviders} next={next} />}
      <SignUpForm
        next={next}
        waitlist={waitlist}
        {...(instance.ownerCodeRequired && { ownerCode: instance.signup === "open" ? "optional" : "needed" })}
      />
    </AuthFrame>
  );
}

import { useQuery, useSuspenseQuery } from "@tanstack/react-query";
import { getRouteApi, Link } from "@tanstack/react-router";
import { lazy, Suspense, useState } from "react";
import { trpc } from "../../api/client.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { instanceQuery } from "./instance-query.ts";
import { LogInForm } from "./log-in-form.tsx";
import { PasskeyButton } from "./passkey-button.tsx";
import { ProviderButtons } from "./provider-buttons.tsx";
import { providerNames } from "./provider-names.ts";
import { SsoButton } from "./sso-button.tsx";

// What few ever see does not weigh on everybody's sign-in.
const AppealForm = lazy(() => import("./appeal-form.tsx").then((module) => ({ default: module.AppealForm })));
const ConfirmLinkForm = lazy(() =>
  import("./confirm-link-form.tsx").then((module) => ({ default: module.ConfirmLinkForm })),
);
const ProviderProblem = lazy(() =>
  import("./provider-problem.tsx").then((module) => ({ default: module.ProviderProblem })),
);
const SignedOutNote = lazy(() =>
  import("./signed-out-note.tsx").then((module) => ({ default: module.SignedOutNote })),
);

const route = getRouteApi("/login");

export function LoginPage() {
  const { next, problem, link } = route.useSearch();
  const { signup, loginProviders } = useSuspenseQuery(instanceQuery).data;
  const pending = useQuery(trpc.account.pendingLink.queryOptions(undefined, { enabled: link !== undefined }));

  // A sign-in by a provider brings it behind the address's #.
  const [ticket, setTicket] = useState(() => /^#appeal=(\w+)$/.exec(window.location.hash)?.[1]);

  if (ticket) {
    return (
      <AuthFrame title="This account is suspended">
        <Suspense>
          <AppealForm ticket={ticket} />
        </Suspense>
      </AuthFrame>
    );
  }
  if (pending.data) {
    const { provider, email } = pending.data;
    return (
      <AuthFrame
        title={`Link ${providerNames[provider]}`}
        description={`${email} has an account here. Enter its password once to prove that it is yours.`}
        footer={
          <Link to="/login" search={{ next }} className="text-link underline underline-offset-2">
            Sign in another way
          </Link>
        }
      >
        <Suspense>
          <ConfirmLinkForm link={pending.data} />
        </Suspense>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Sign in"
      footer={
        signup !== "closed" && (
          <>
            New here?{" "}
            <Link to="/signup" search={{ next }} className="text-link underline underline-offset-2">
              {signup === "open" ? "Create an account" : "Join the waitlist"}
            </Link>
          </>
        )
      }
    >
      {problem && (
        <Suspense>
          {problem === "signed_out" && <SignedOutNote />}
          <div className="mb-4">
            <ProviderProblem problem={problem} />
          </div>
        </Suspense>
      )}
      <ProviderButtons providers={loginProviders} next={next} />
      <LogInForm next={next} onSuspended={setTicket} />
      <SsoButton next={next} />
      <PasskeyButton next={next} onSuspended={setTicket} />
      <p className="mt-4 text-center text-sm">
        <Link to="/forgot-password" className="text-link underline underline-offset-2">
          Forgot your password?
        </Link>
      </p>
    </AuthFrame>
  );
}

import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { AuthFrame } from "./auth-frame.tsx";
import { linkToken } from "./link-token.ts";

/** Where the link leads that proves a mail address. A click confirms, not the visit: programs look at links in mails, too. */
export function VerifyEmailPage() {
  const token = linkToken(useLocation().hash);
  const confirm = useMutation(trpc.account.confirmEmail.mutationOptions());
  const failure = confirm.error && toErrorBody(confirm.error);
  if (confirm.data) {
    const { email, isChanged } = confirm.data;
    return (
      <AuthFrame title="Thank you">
        <p role="status" className="text-sm text-pretty">
          {isChanged ? `Your account now uses ${email}.` : `${email} is confirmed.`}
        </p>
        {/* Loaded anew: the pages behind know the address. */}
        <a href="/" className={cn(buttonVariants({ variant: "primary", size: "large" }), "mt-6 w-full")}>
          Go on to PatchOps
        </a>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="Confirm your mail address" description="One click, and it is done.">
      <div className="flex flex-col gap-4">
        {failure && (
          <ErrorPanel
            title="Not confirmed"
            cause={failure.message}
            next={
              failure.code === "not_found" ? (
                <a href="/settings/profile" className="text-link underline underline-offset-2">
                  Have a new link sent
                </a>
              ) : (
                failure.next
              )
            }
          />
        )}
        <Button
          variant="primary"
          size="large"
          isBusy={confirm.isPending}
          onClick={() => confirm.mutate({ token })}
        >
          Confirm
        </Button>
      </div>
    </AuthFrame>
  );
}

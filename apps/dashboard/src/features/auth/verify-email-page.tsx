import { useMutation } from "@tanstack/react-query";
import { useLocation } from "@tanstack/react-router";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { buttonVariants } from "../../ui/button-variants.ts";
import { cn } from "../../ui/cn.ts";
import { AuthFrame } from "./auth-frame.tsx";
import { LinkFailure } from "./link-failure.tsx";
import { linkToken } from "./link-token.ts";

/** Where the link leads that proves a mail address. A click confirms, not the visit: programs look at links in mails, too. */
export function VerifyEmailPage() {
  const token = linkToken(useLocation().hash);
  const confirm = useMutation(trpc.account.confirmEmail.mutationOptions());
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
        {confirm.error && (
          <LinkFailure title="Not confirmed" error={confirm.error} newLinkPath="/settings/profile" />
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

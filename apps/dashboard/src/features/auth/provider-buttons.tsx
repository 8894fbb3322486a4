import type { LoginProviderId } from "@patchops/contract";
import { useMutation } from "@tanstack/react-query";
import { LogIn } from "lucide-react";
import { trpc } from "../../api/client.ts";
import { toErrorBody } from "../../api/to-error-body.ts";
import { Button } from "../../ui/button.tsx";
import { ErrorPanel } from "../../ui/error-panel.tsx";
import { providerNames } from "./provider-names.ts";

export interface ProviderButtonsProps {
  providers: readonly LoginProviderId[];
  next: string | undefined;
  /** Of the first account, where the instance has one. */
  ownerCode?: string | undefined;
  /** Of an invitation's link, by which they come. */
  invitation?: string;
}

/** The ways in by an account elsewhere; nothing where the operator set none up. */
export function ProviderButtons({ providers, next, ownerCode, invitation }: ProviderButtonsProps) {
  const start = useMutation(
    trpc.account.startProviderLogin.mutationOptions({
      onSuccess: ({ url }) => window.location.assign(url),
    }),
  );
  if (providers.length === 0) return null;
  const failure = start.error && toErrorBody(start.error);
  return (
    <div className="mb-4 flex flex-col gap-3">
      {providers.map((provider) => (
        <Button
          key={provider}
          size="large"
          icon={<LogIn />}
          isBusy={(start.isPending || start.isSuccess) && start.variables.provider === provider}
          onClick={() =>
            start.mutate({
              provider,
              ...(next && { next }),
              ...(ownerCode && { ownerCode }),
              ...(invitation && { invitation }),
            })
          }
        >
          Continue with {providerNames[provider]}
        </Button>
      ))}
      {failure && <ErrorPanel title="Not signed in" cause={failure.message} next={failure.next} />}
      <p className="flex items-center gap-3 text-xs text-muted before:h-px before:grow before:bg-hairline after:h-px after:grow after:bg-hairline">
        or
      </p>
    </div>
  );
}

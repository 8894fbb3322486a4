import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { trpc } from "../../api/client.ts";
import { Button } from "../../ui/button.tsx";
import { toast } from "../../ui/toast.ts";

/** The addresses to which nothing more is sent; nothing where there are none. */
export function SuppressedAddresses() {
  const client = useQueryClient();
  const addresses = useQuery(trpc.admin.suppressedAddresses.queryOptions());
  const lift = useMutation(
    trpc.admin.liftSuppression.mutationOptions({
      onSuccess: ({ address }) => {
        toast({ title: `Mails go to ${address} again` });
        void client.invalidateQueries({ queryKey: trpc.admin.suppressedAddresses.queryKey() });
      },
    }),
  );
  const { data = [] } = addresses;
  if (data.length === 0) return null;
  return (
    <section aria-labelledby="suppressed" className="mb-6 flex flex-col gap-2">
      <h2 id="suppressed" className="text-sm font-medium">
        Nothing more is sent to
      </h2>
      <ul className="divide-y divide-hairline rounded-lg border border-hairline">
        {data.map(({ address, reason }) => (
          <li key={address} className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2.5">
            <div className="min-w-0 grow">
              <p className="text-sm font-medium wrap-anywhere">{address}</p>
              <p className="text-xs text-muted">{reason}</p>
            </div>
            <Button
              size="small"
              aria-label={`Send again to ${address}`}
              isBusy={lift.isPending}
              onClick={() => lift.mutate({ address })}
            >
              Send again
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}

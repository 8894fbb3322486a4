import { useRouter } from "@tanstack/react-router";
import { ChevronLeft } from "lucide-react";
import type { ReactNode } from "react";
import { listAddress } from "../url-state/list-address.ts";

/** Leads back to the list that this page is of, filtered and sorted as it was left. */
export function Crumb({ path, children }: { path: string; children: ReactNode }) {
  const router = useRouter();
  const address = listAddress.of(path);
  return (
    <a
      href={address}
      onClick={(event) => {
        if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
        event.preventDefault();
        router.history.push(address);
      }}
      className="-ml-1 inline-flex min-h-6 items-center gap-0.5 rounded-sm pr-1 hover:text-text"
    >
      <ChevronLeft aria-hidden className="size-3.5" />
      {children}
    </a>
  );
}

import { useQuery } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { Mark } from "../../shell/mark.tsx";
import { OfflineBanner } from "../../shell/offline-banner.tsx";
import { ThemeToggle } from "../../ui/theme-toggle.tsx";
import { instanceQuery } from "./instance-query.ts";

export interface AuthFrameProps {
  title: string;
  description?: ReactNode;
  /** The other way in. */
  footer?: ReactNode;
  children: ReactNode;
}

const documentation = { href: "/docs", name: "Documentation" };
const legal = [
  { href: "/legal/privacy", name: "Privacy" },
  { href: "/legal/terms", name: "Terms" },
];

/** The page around the forms of who is not signed in. */
export function AuthFrame({ title, description, footer, children }: AuthFrameProps) {
  const instance = useQuery(instanceQuery);
  // A private instance shows its documentation to who is signed in.
  const links = [...(instance.data?.isPublic ? [documentation] : []), ...legal];
  return (
    <div className="flex min-h-dvh flex-col bg-surface">
      <title>{`${title} · PatchOps`}</title>
      <OfflineBanner />
      <main className="flex grow flex-col items-center px-4 pt-[max(2rem,12vh)] pb-8">
        <div className="mb-6 flex items-center gap-2 text-lg font-semibold tracking-tight">
          <Mark className="size-6" />
          PatchOps
        </div>
        <div className="w-full max-w-96 rounded-lg border border-hairline bg-background p-6">
          <h1 className="text-xl font-semibold tracking-tight">{title}</h1>
          {description && <p className="mt-1 text-sm text-pretty text-muted">{description}</p>}
          <div className="mt-6">{children}</div>
        </div>
        {footer && <p className="mt-4 text-sm text-muted">{footer}</p>}
      </main>
      <footer className="flex items-center justify-center gap-4 pb-6 text-sm text-muted">
        {links.map(({ href, name }) => (
          <a key={href} href={href} className="underline-offset-2 hover:text-text hover:underline">
            {name}
          </a>
        ))}
        <ThemeToggle />
      </footer>
    </div>
  );
}

import { useMutation } from "@tanstack/react-query";
import { useRouter } from "@tanstack/react-router";
import { BookOpen, ChevronsUpDown, Keyboard, LogOut, Settings } from "lucide-react";
import { trpc } from "../api/client.ts";
import { enterAs, useSession } from "../api/session.ts";
import { setThemeChoice, themeChoices, useThemeChoice } from "../theme/theme.ts";
import { cn } from "../ui/cn.ts";
import { Menu } from "../ui/menu.tsx";
import { themeLooks } from "../ui/theme-toggle.tsx";
import { toast } from "../ui/toast.ts";
import { openShortcutOverlay } from "./shortcut-overlay.tsx";
import { useGo } from "./use-go.ts";

export function UserMenu({ isFolded, onFollow }: { isFolded: boolean; onFollow: () => void }) {
  const { user, role } = useSession();
  const router = useRouter();
  const go = useGo();
  const theme = useThemeChoice();
  const logOut = useMutation(
    trpc.account.logOut.mutationOptions({
      onSuccess: () => enterAs("/login"),
      onError: () => toast({ title: "Not signed out", detail: "The server did not answer. Try again." }),
    }),
  );
  const name = user.name ?? user.email;
  const hasSettings = Object.keys(router.routesByPath).some((path) => path.startsWith("/settings"));

  return (
    <Menu
      side={isFolded ? "right" : "top"}
      trigger={
        <button
          type="button"
          className={cn(
            "flex h-10 items-center gap-2 rounded-md px-2 text-left hover:bg-hover data-popup-open:bg-hover",
            isFolded && "w-8 justify-center px-0",
          )}
        >
          <span className="sr-only">Account: {isFolded && name}</span>
          <span
            aria-hidden
            data-letter={name.slice(0, 1)}
            className="flex size-6 shrink-0 items-center justify-center rounded-full bg-accent-tint text-xs font-medium text-link uppercase before:content-[attr(data-letter)]"
          />
          {!isFolded && (
            <>
              <span className="min-w-0 grow truncate text-sm">{name}</span>
              <ChevronsUpDown aria-hidden className="size-3.5 text-muted" />
            </>
          )}
        </button>
      }
      header={
        <>
          <p className="truncate text-sm font-medium">{name}</p>
          <p className="truncate text-xs text-muted">
            {user.email} · {role}
          </p>
        </>
      }
      groups={[
        {
          items: [
            ...(hasSettings
              ? [
                  {
                    id: "settings",
                    label: "Settings",
                    icon: <Settings />,
                    onSelect: () => {
                      go("/settings");
                      onFollow();
                    },
                  },
                ]
              : []),
            {
              id: "keys",
              label: "Keyboard shortcuts",
              icon: <Keyboard />,
              keys: "?",
              onSelect: openShortcutOverlay,
            },
            {
              id: "docs",
              label: "Documentation",
              icon: <BookOpen />,
              // biome-ignore lint/a11y/useAnchorContent: the menu fills it.
              link: <a href="/docs" target="_blank" rel="noreferrer" />,
            },
          ],
        },
        {
          label: "Theme",
          items: themeChoices.map((choice) => {
            const Icon = themeLooks[choice].icon;
            return {
              id: choice,
              label: themeLooks[choice].label,
              icon: <Icon />,
              isChecked: theme === choice,
              onSelect: () => setThemeChoice(choice),
            };
          }),
        },
        { items: [{ id: "out", label: "Sign out", icon: <LogOut />, onSelect: () => logOut.mutate() }] },
      ]}
    />
  );
}

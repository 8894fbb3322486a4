import { CSPProvider } from "@base-ui/react/csp-provider";
import { Dialog as BaseDialog } from "@base-ui/react/dialog";
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { Outlet, useLocation } from "@tanstack/react-router";
import { Menu, Search } from "lucide-react";
import { lazy, Suspense, useEffect, useState, useSyncExternalStore } from "react";
import { useSession } from "../api/session.ts";
import { stepUp } from "../api/step-up.ts";
import { cspNonce } from "../csp-nonce.ts";
import { Bell } from "../features/news/bell.tsx";
import { useShortcut } from "../shortcuts/use-shortcut.ts";
import { scrimClassName } from "../ui/dialog.tsx";
import { IconButton } from "../ui/icon-button.tsx";
import { toastQueue } from "../ui/toast.ts";
import { useMedia } from "../ui/use-media.ts";
import { DeletionBanner } from "./deletion-banner.tsx";
import { NavShortcuts } from "./nav-shortcuts.tsx";
import { OfflineBanner } from "./offline-banner.tsx";
import { QuotaBanner } from "./quota-banner.tsx";
import { ShortcutOverlay } from "./shortcut-overlay.tsx";
import { Sidebar } from "./sidebar.tsx";
import { TermsBanner } from "./terms-banner.tsx";
import { useFolded } from "./use-folded.ts";
import { useLiveSession } from "./use-live-session.ts";

const Toaster = lazy(() => import("../ui/toaster.tsx").then((module) => ({ default: module.Toaster })));
const StepUpDialog = lazy(() =>
  import("./step-up-dialog.tsx").then((module) => ({ default: module.StepUpDialog })),
);
const ImpersonationBanner = lazy(() =>
  import("./impersonation-banner.tsx").then((module) => ({ default: module.ImpersonationBanner })),
);
const FreezeBanner = lazy(() =>
  import("./freeze-banner.tsx").then((module) => ({ default: module.FreezeBanner })),
);
const Palette = lazy(() => import("./palette.tsx").then((module) => ({ default: module.Palette })));

/** The frame of every page for who is signed in. */
export function Shell() {
  const account = useSession();
  const { organization, impersonation } = account;
  useLiveSession();
  const [isFolded, setIsFolded] = useFolded();
  const hasToasts = useSyncExternalStore(toastQueue.subscribe, toastQueue.wasUsed);
  const wasAskedWho = useSyncExternalStore(stepUp.subscribe, stepUp.wasAsked);
  // One bell alone: it has a key, and asks.
  const isNarrow = useMedia("(width < 768px)");
  const [isDrawerOpen, setIsDrawerOpen] = useState(false);
  const [isPaletteOpen, setIsPaletteOpen] = useState(false);
  const [wasPaletteOpened, setWasPaletteOpened] = useState(false);
  const pathname = useLocation({ select: (location) => location.pathname });
  const openPalette = () => {
    setWasPaletteOpened(true);
    setIsDrawerOpen(false);
    setIsPaletteOpen(true);
  };
  useShortcut({ keys: "mod+k", label: "Search and run", group: "Anywhere", run: openPalette });
  useShortcut({
    keys: "mod+b",
    label: "Fold the sidebar",
    group: "Anywhere",
    run: () => setIsFolded(!isFolded),
  });
  // A new page closes the drawer, however it was reached.
  useEffect(() => setIsDrawerOpen(false), [pathname]);

  return (
    <CSPProvider nonce={cspNonce()}>
      <BaseTooltip.Provider>
        <a
          href="#main"
          className="fixed top-2 left-2 z-60 -translate-y-16 rounded-md bg-accent px-3 py-1.5 text-sm text-on-accent focus:translate-y-0"
        >
          Skip to the page
        </a>
        <div className="flex min-h-dvh">
          <aside
            aria-label="Sidebar"
            data-folded={isFolded || undefined}
            className="sticky top-0 h-dvh w-54 shrink-0 border-r border-hairline bg-surface data-folded:w-12 max-md:hidden"
          >
            <Sidebar
              isFolded={isFolded}
              bell={!isNarrow && <Bell />}
              onFold={() => setIsFolded(!isFolded)}
              onSearch={openPalette}
              onFollow={() => setIsDrawerOpen(false)}
            />
          </aside>
          {/* A page that fills the window takes what banners leave, and scrolls inside. */}
          <div className="flex min-w-0 grow flex-col has-[[data-filling]]:h-dvh">
            <header className="sticky top-0 z-20 flex h-12 items-center gap-1 border-b border-hairline bg-background px-2 md:hidden">
              <IconButton
                label="Open the menu"
                aria-expanded={isDrawerOpen}
                onClick={() => setIsDrawerOpen(true)}
              >
                <Menu />
              </IconButton>
              <span className="grow truncate text-sm font-semibold">{organization.name}</span>
              {isNarrow && <Bell />}
              <IconButton label="Search" onClick={openPalette}>
                <Search />
              </IconButton>
            </header>
            {impersonation && (
              <Suspense>
                <ImpersonationBanner impersonation={impersonation} account={account} />
              </Suspense>
            )}
            <OfflineBanner />
            {organization.freeze && (
              <Suspense>
                <FreezeBanner freeze={organization.freeze} />
              </Suspense>
            )}
            <QuotaBanner />
            <TermsBanner />
            <DeletionBanner />
            <main
              id="main"
              tabIndex={-1}
              className="flex min-w-0 grow flex-col px-4 py-4 has-[[data-filling]]:min-h-0 md:px-6"
            >
              <Outlet />
            </main>
          </div>
        </div>
        <BaseDialog.Root open={isDrawerOpen} onOpenChange={setIsDrawerOpen}>
          <BaseDialog.Portal>
            <BaseDialog.Backdrop className={scrimClassName} />
            <BaseDialog.Popup
              data-modal
              aria-label="Menu"
              className="fixed inset-y-0 left-0 z-40 w-64 border-r border-hairline bg-surface shadow-overlay outline-hidden transition-[translate] duration-180 data-starting-style:-translate-x-full data-ending-style:-translate-x-full"
            >
              <Sidebar isFolded={false} onSearch={openPalette} onFollow={() => setIsDrawerOpen(false)} />
            </BaseDialog.Popup>
          </BaseDialog.Portal>
        </BaseDialog.Root>
        <NavShortcuts />
        <ShortcutOverlay />
        {wasPaletteOpened && (
          <Suspense>
            <Palette isOpen={isPaletteOpen} onClose={() => setIsPaletteOpen(false)} />
          </Suspense>
        )}
        {wasAskedWho && (
          <Suspense>
            <StepUpDialog />
          </Suspense>
        )}
        {hasToasts && (
          <Suspense>
            <Toaster />
          </Suspense>
        )}
      </BaseTooltip.Provider>
    </CSPProvider>
  );
}

import { CSPProvider } from "@base-ui/react/csp-provider";
import { Tooltip as BaseTooltip } from "@base-ui/react/tooltip";
import { cspNonce } from "../csp-nonce.ts";
import { ShortcutOverlay } from "../shell/shortcut-overlay.tsx";
import { PageHeader } from "../ui/page-header.tsx";
import { ThemeToggle } from "../ui/theme-toggle.tsx";
import { Toaster } from "../ui/toaster.tsx";
import { ControlSections } from "./control-sections.tsx";
import { DataSections } from "./data-sections.tsx";
import { OverlaySection } from "./overlay-section.tsx";
import { StatusSections } from "./status-sections.tsx";

/** All primitives in all states, on one page. */
export function DevUiPage() {
  return (
    <CSPProvider nonce={cspNonce()}>
      <BaseTooltip.Provider>
        <main className="mx-auto max-w-280 px-4 py-6">
          <PageHeader
            title="Primitives"
            description="What every page is built from, in all its states."
            actions={<ThemeToggle />}
          />
          <ControlSections />
          <OverlaySection />
          <StatusSections />
          <DataSections />
        </main>
        <ShortcutOverlay />
        <Toaster />
      </BaseTooltip.Provider>
    </CSPProvider>
  );
}

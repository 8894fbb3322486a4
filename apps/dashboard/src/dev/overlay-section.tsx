import { useState } from "react";
import { Button } from "../ui/button.tsx";
import { CommandPalette } from "../ui/command-palette.tsx";
import { ConfirmDialog } from "../ui/confirm-dialog.tsx";
import { Dialog } from "../ui/dialog.tsx";
import { SidePanel } from "../ui/side-panel.tsx";
import { toast } from "../ui/toast.ts";
import { Row, Section } from "./section.tsx";

type Open = "dialog" | "confirm" | "panel" | "palette" | undefined;

export function OverlaySection() {
  const [open, setOpen] = useState<Open>();
  const [query, setQuery] = useState("");
  const close = () => setOpen(undefined);
  return (
    <Section title="Overlays">
      <Row>
        <Button onClick={() => setOpen("dialog")}>Dialog</Button>
        <Button onClick={() => setOpen("confirm")}>Confirm</Button>
        <Button onClick={() => setOpen("panel")}>Side panel</Button>
        <Button onClick={() => setOpen("palette")}>Palette</Button>
        <Button
          onClick={() => toast({ title: "Key revoked", detail: "Clients that use it stop within 5 s." })}
        >
          Toast
        </Button>
        <Button
          onClick={() => toast({ title: "View removed", undo: () => toast({ title: "View restored" }) })}
        >
          Toast with undo
        </Button>
      </Row>
      <Dialog
        isOpen={open === "dialog"}
        onClose={close}
        title="Create API key"
        description="It is shown once."
        footer={
          <>
            <Button onClick={close}>Cancel</Button>
            <Button variant="primary" onClick={close}>
              Create key
            </Button>
          </>
        }
      >
        <p className="text-sm">What the dialog is about.</p>
      </Dialog>
      <ConfirmDialog
        isOpen={open === "confirm"}
        onClose={close}
        title="Remove Linear?"
        action="Remove connection"
        typedName="linear"
        onConfirm={close}
      >
        Its 23 tools leave every client at once. The stored token is erased. Recorded calls stay.
      </ConfirmDialog>
      {open === "panel" && (
        <SidePanel title="demo.list_orders" onClose={close} onNext={close}>
          <p className="text-sm">The open row.</p>
        </SidePanel>
      )}
      <CommandPalette
        isOpen={open === "palette"}
        onClose={close}
        query={query}
        onQueryChange={setQuery}
        commands={[
          { id: "page:a", label: "Activity", group: "Pages", keys: "g a", run: close },
          { id: "page:c", label: "Connections", group: "Pages", keys: "g c", run: close },
          { id: "tool:1", label: "demo_list_orders", group: "Tools", run: close },
        ]}
      />
    </Section>
  );
}

import { Copy } from "lucide-react";
import { useState } from "react";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";
import { cliSnippet, curlSnippet, sdkSnippet } from "./call-snippets.ts";

export interface CopyCallMenuProps {
  /** The exposed name. */
  name: string;
  /** Asked for when something is copied. */
  getArguments: () => Record<string, unknown>;
  size?: "small" | "medium";
}

const kinds = [
  { id: "cli", label: "CLI", make: cliSnippet },
  { id: "sdk", label: "SDK", make: sdkSnippet },
  { id: "curl", label: "curl", make: curlSnippet },
] as const;

/** The same call for a terminal or a program. The key is read from `PATCHOPS_API_KEY`, it is never part of the text. */
export function CopyCallMenu({ name, getArguments, size = "small" }: CopyCallMenuProps) {
  const [said, setSaid] = useState("");
  return (
    <>
      <Menu
        align="end"
        trigger={
          <Button size={size} icon={<Copy />}>
            Copy as
          </Button>
        }
        groups={[
          {
            items: kinds.map((kind) => ({
              id: kind.id,
              label: kind.label,
              onSelect: () => {
                const text = kind.make({ url: window.location.origin, name, arguments: getArguments() });
                navigator.clipboard.writeText(text).then(
                  () => setSaid(`Copied as ${kind.label}`),
                  () => setSaid("The browser refused to copy"),
                );
              },
            })),
          },
        ]}
      />
      <span role="status" className="text-xs text-muted empty:hidden">
        {said}
      </span>
    </>
  );
}

import { FileUp } from "lucide-react";
import { useRef } from "react";
import { Button } from "../../ui/button.tsx";

const maxBytes = 1_048_576;

/** Reads a client's settings from a file into the field. It does not leave the browser before something is connected. */
export function SettingsFileButton({ onText }: { onText: (text: string) => void }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <input
        ref={input}
        type="file"
        hidden
        accept=".json,.jsonc,.toml,application/json"
        aria-label="File with a client's settings"
        onChange={(event) => {
          const [file] = event.target.files ?? [];
          event.target.value = "";
          if (file && file.size <= maxBytes) void file.text().then(onText);
        }}
      />
      <Button icon={<FileUp />} size="small" variant="quiet" onClick={() => input.current?.click()}>
        Read them from a file
      </Button>
    </>
  );
}

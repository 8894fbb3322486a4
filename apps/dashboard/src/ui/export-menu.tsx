import { Download } from "lucide-react";
import { Button } from "./button.tsx";
import { Menu } from "./menu.tsx";

export interface ExportMenuProps {
  /** Of the address: `/export/<name>.csv`. */
  name: "audit" | "calls";
  filters: Readonly<Record<string, string | number | boolean | undefined>>;
}

/** The whole list under these filters, as a file. */
export function ExportMenu({ name, filters }: ExportMenuProps) {
  const query = new URLSearchParams(
    Object.entries(filters).flatMap(([key, value]) => (value === undefined ? [] : [[key, `${value}`]])),
  );
  const item = (format: "csv" | "json") => ({
    id: format,
    label: format.toUpperCase(),
    link: (
      <a href={`/export/${name}.${format}?${query}`} download>
        {format.toUpperCase()}
      </a>
    ),
  });
  return (
    <Menu
      align="end"
      trigger={
        <Button size="small" variant="quiet" icon={<Download />}>
          <span className="max-sm:sr-only">Export</span>
        </Button>
      }
      groups={[{ items: [item("csv"), item("json")] }]}
    />
  );
}

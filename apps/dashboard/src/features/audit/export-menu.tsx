import type { AuditFilters } from "@patchops/contract";
import { Download } from "lucide-react";
import { Button } from "../../ui/button.tsx";
import { Menu } from "../../ui/menu.tsx";

/** What is shown, as a file. */
export function ExportMenu({ filters }: { filters: AuditFilters }) {
  const query = new URLSearchParams(
    Object.entries(filters).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  );
  const item = (format: "csv" | "json") => ({
    id: format,
    label: format.toUpperCase(),
    link: (
      <a href={`/export/audit.${format}?${query}`} download>
        {format.toUpperCase()}
      </a>
    ),
  });
  return (
    <Menu
      align="end"
      trigger={
        <Button size="small" variant="quiet" icon={<Download />}>
          Export
        </Button>
      }
      groups={[{ items: [item("csv"), item("json")] }]}
    />
  );
}

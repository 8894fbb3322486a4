import type { AddConnectionInput, CatalogEntry } from "@patchops/contract";
import { useState } from "react";
import { Badge } from "../../ui/badge.tsx";
import { Button } from "../../ui/button.tsx";
import { VisibleText } from "../../ui/visible-text.tsx";
import { CatalogEntryForm } from "./catalog-entry-form.tsx";

function accessOf({ auth }: CatalogEntry): string | null {
  switch (auth.kind) {
    case "oauth":
      return "sign in";
    case "bearer":
    case "api_key":
      return auth.isRequired ? "key" : "open or key";
    case "none":
      return "open";
    case "unknown":
      return null;
  }
}

export interface CatalogTileProps {
  entry: CatalogEntry;
  isBusy: boolean;
  isConnected: boolean;
  onConnect: (input: AddConnectionInput) => void;
}

/** One server of the catalog; asks for a key or an instance id only where it needs one. */
export function CatalogTile({ entry, isBusy, isConnected, onConnect }: CatalogTileProps) {
  const [isAsking, setIsAsking] = useState(false);
  const asksForMore = "isRequired" in entry.auth || entry.instance !== undefined;
  const access = accessOf(entry);
  return (
    <li className="flex flex-col gap-3 rounded-lg border border-hairline p-4">
      <div className="flex items-start gap-3">
        <span
          aria-hidden
          className="grid size-8 shrink-0 place-items-center rounded-md bg-surface text-sm font-semibold text-muted"
        >
          {[...entry.name][0]?.toUpperCase()}
        </span>
        <div className="min-w-0 grow">
          <p className="flex flex-wrap items-center gap-2 text-sm font-medium">
            <VisibleText>{entry.name}</VisibleText> {access && <Badge>{access}</Badge>}
          </p>
          <p className="truncate text-xs text-muted">
            <VisibleText>{entry.publisher}</VisibleText>
          </p>
        </div>
        {!isAsking && (
          <Button
            size="small"
            isBusy={isBusy}
            aria-label={`Connect ${entry.name}`}
            onClick={() =>
              asksForMore ? setIsAsking(true) : onConnect({ target: { kind: "catalog", entry: entry.slug } })
            }
          >
            {isConnected ? "Connect again" : "Connect"}
          </Button>
        )}
      </div>
      <p className="text-sm text-pretty text-muted">
        <VisibleText>{entry.description}</VisibleText>{" "}
        {entry.docs && (
          <a
            href={entry.docs}
            target="_blank"
            rel="noreferrer"
            aria-label={`Documentation of ${entry.name}`}
            className="text-link underline underline-offset-2"
          >
            Documentation
          </a>
        )}
      </p>
      {isAsking && (
        <CatalogEntryForm
          entry={entry}
          isBusy={isBusy}
          onCancel={() => setIsAsking(false)}
          onConnect={(input) => {
            setIsAsking(false);
            onConnect(input);
          }}
        />
      )}
    </li>
  );
}

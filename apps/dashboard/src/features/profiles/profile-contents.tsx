import type { Tool } from "@patchops/contract";
import { useState } from "react";
import { Checkbox } from "../../ui/checkbox.tsx";
import { SearchInput } from "../../ui/search-input.tsx";
import { filterTools } from "../tools/filter-tools.ts";
import { isInside, type ProfileDraft, withConnection } from "./profile-draft.ts";
import { ProfileToolRow } from "./profile-tool-row.tsx";

export interface ProfileContentsProps {
  draft: ProfileDraft;
  tools: readonly Tool[];
  isReadOnly: boolean;
  onChange: (draft: ProfileDraft) => void;
}

/** The tools by connection; a connection that is in brings those to come. */
export function ProfileContents({ draft, tools, isReadOnly, onChange }: ProfileContentsProps) {
  const [search, setSearch] = useState("");
  const groups = filterTools(tools, { search });
  const ofConnection = Map.groupBy(tools, (tool) => tool.connection);
  return (
    <section aria-label="Contents" className="flex flex-col gap-3">
      <h2 className="text-base font-semibold">Contents</h2>
      <Checkbox
        isChecked={draft.hasAllConnections}
        isDisabled={isReadOnly}
        onChange={(hasAllConnections) => onChange({ ...draft, hasAllConnections })}
      >
        Every connection, those to come too
      </Checkbox>
      <SearchInput label="Search tools" value={search} onChange={setSearch} className="max-w-80" />
      {groups.length === 0 && <p className="text-sm text-muted">No tool fits.</p>}
      <ul className="flex flex-col divide-y divide-hairline rounded-lg border border-hairline">
        {groups.map(({ connection, connectionName, tools: shown }) => {
          const all = ofConnection.get(connection) ?? [];
          const count = all.filter((tool) => isInside(draft, tool)).length;
          const isWhole = draft.hasAllConnections || draft.connections.has(connection);
          return (
            <li key={connection} className="flex flex-col gap-1 px-3 py-2">
              <Checkbox
                isChecked={isWhole && count === all.length}
                isMixed={count > 0 && !(isWhole && count === all.length)}
                isDisabled={isReadOnly}
                onChange={(isIn) => onChange(withConnection(draft, { connection, tools: all }, isIn))}
                className="font-medium"
              >
                {connectionName}
                <span className="numbers text-xs font-normal text-muted">
                  {count} of {all.length}
                  {isWhole && ", and those to come"}
                </span>
              </Checkbox>
              <ul className="flex flex-col pl-6">
                {shown.map((tool) => (
                  <ProfileToolRow
                    key={tool.name}
                    tool={tool}
                    draft={draft}
                    isReadOnly={isReadOnly}
                    onChange={onChange}
                  />
                ))}
              </ul>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

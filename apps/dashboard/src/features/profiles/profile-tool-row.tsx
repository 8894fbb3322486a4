import type { Tool } from "@patchops/contract";
import { Pencil } from "lucide-react";
import { useState } from "react";
import { formatNumber } from "../../format/format-number.ts";
import { Badge } from "../../ui/badge.tsx";
import { Checkbox } from "../../ui/checkbox.tsx";
import { Field } from "../../ui/field.tsx";
import { IconButton } from "../../ui/icon-button.tsx";
import { Input } from "../../ui/input.tsx";
import { Textarea } from "../../ui/textarea.tsx";
import { isInside, type ProfileDraft, tokensIn, withInside, withTool } from "./profile-draft.ts";

export interface ProfileToolRowProps {
  tool: Tool;
  draft: ProfileDraft;
  isReadOnly: boolean;
  onChange: (draft: ProfileDraft) => void;
}

const namePattern = /^[a-zA-Z_][a-zA-Z0-9_-]{0,39}$/;

/** One tool: in or out, its cost, and, when opened, its name and words in this profile. */
export function ProfileToolRow({ tool, draft, isReadOnly, onChange }: ProfileToolRowProps) {
  const [isOpen, setIsOpen] = useState(false);
  const said = draft.tools.get(tool.name);
  const isIn = isInside(draft, tool);
  return (
    <li className="flex flex-col [contain-intrinsic-size:auto_28px] [content-visibility:auto]">
      <div className="flex min-h-7 min-w-0 items-center gap-2">
        <Checkbox
          aria-label={tool.name}
          isChecked={isIn}
          isDisabled={isReadOnly}
          onChange={(next) => onChange(withInside(draft, tool, next))}
        />
        <span className={`code min-w-0 grow truncate text-xs ${isIn ? "" : "text-muted"}`}>
          {tool.originalName}
          {said?.name && <span className="text-muted"> as {said.name}</span>}
        </span>
        {!tool.isAvailable && <Badge tone="error">not offered now</Badge>}
        {tool.policy !== "allow" && (
          <Badge tone="warning">{tool.policy === "ask" ? "asks" : "blocked"}</Badge>
        )}
        <span className="numbers shrink-0 text-right text-xs text-muted">
          ≈ {formatNumber(tokensIn(draft, tool))}
        </span>
        <IconButton
          size="small"
          label={`Name and words of ${tool.originalName}`}
          aria-expanded={isOpen}
          onClick={() => setIsOpen(!isOpen)}
        >
          <Pencil />
        </IconButton>
      </div>
      {isOpen && (
        <div className="flex flex-col gap-3 border-l border-hairline py-2 pl-4">
          <Field
            label="Name in this profile"
            hint={`Empty: ${tool.name}`}
            error={
              said?.name && !namePattern.test(said.name)
                ? "Letters, digits, _ and -, at most 40, no digit first."
                : undefined
            }
          >
            {(control) => (
              <Input
                {...control}
                value={said?.name ?? ""}
                placeholder={tool.name}
                readOnly={isReadOnly}
                maxLength={40}
                autoComplete="off"
                spellCheck={false}
                className="code text-sm"
                onChange={(event) =>
                  onChange(withTool(draft, tool.name, { name: event.target.value || null }))
                }
              />
            )}
          </Field>
          <Field label="Description in this profile" hint="Empty: the server's own words.">
            {(control) => (
              <Textarea
                {...control}
                rows={3}
                value={said?.description ?? ""}
                placeholder={tool.description ?? ""}
                readOnly={isReadOnly}
                maxLength={4_000}
                onChange={(event) =>
                  onChange(withTool(draft, tool.name, { description: event.target.value || null }))
                }
              />
            )}
          </Field>
        </div>
      )}
    </li>
  );
}

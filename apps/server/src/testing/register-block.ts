import { type ColumnKind, dataRegister, type Fate, type RegisterEntry, type Retention } from "@patchops/db";
import { recordSettings } from "../settings/record-settings.ts";

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const setting = {
  activity: "PATCHOPS_ACTIVITY_DAYS",
  usage: "PATCHOPS_USAGE_DAYS",
  audit: "PATCHOPS_AUDIT_DAYS",
} as const;
const defaults = recordSettings.parse({});
/** As an organization has them at first. */
const set = { payloadDays: 7, runLogDays: 30 } as const;

function keptWords(kept: Retention): string {
  if (kept === "account" || kept === "organization" || kept === "instance") return `as long as the ${kept}`;
  if ("with" in kept) return `as long as its row in \`${snake(kept.with)}\``;
  if ("days" in kept) {
    const days = kept.days === 1 ? "a day" : `${kept.days} days`;
    return kept.after === undefined ? days : `until ${days} after ${kept.after}`;
  }
  if ("minutes" in kept) return `${kept.minutes} minutes`;
  if ("setting" in kept) {
    const name = setting[kept.setting];
    const words = `for the days of \`${name}\`, ${defaults[name]} at first`;
    return kept.setting === "activity" ? `${words}, less where a plan keeps less` : words;
  }
  if ("set" in kept) return `for the days that the organization set, ${set[kept.set]} at first`;
  return `until ${"expires" in kept ? kept.expires : kept.until}`;
}

function fateWords(of: string, fate: Fate | undefined): string[] {
  if (fate === undefined) return [];
  if (typeof fate === "object") return [`With ${of}: stays. ${fate.kept}`];
  return [fate === "deleted" ? `With ${of}: goes.` : `With ${of}: stays without what is personal.`];
}

function exportWords({ owners, notExported }: RegisterEntry): string {
  const whose = [
    ...(owners.person === undefined ? [] : ["the person's"]),
    ...(owners.organization === undefined ? [] : ["the organization's"]),
  ];
  if (whose.length === 0) return "It is the instance's, and in no export.";
  return notExported === undefined ? `In ${whose.join(" and ")} export.` : `In no export: ${notExported}`;
}

function columnLines(columns: RegisterEntry["columns"]): string[] {
  const all = Object.entries<ColumnKind>(columns);
  const told = (kind: "personal" | "secret") =>
    all.flatMap(([column, it]) =>
      typeof it === "object" && it.kind === kind
        ? [`\`${snake(column)}\` (${it.why.replace(/\.$/, "")})`]
        : [],
    );
  const plain = (kind: ColumnKind) =>
    all.flatMap(([column, it]) => (it === kind ? [`\`${snake(column)}\``] : []));
  const lines: [string, string[]][] = [
    ["Personal", told("personal")],
    ["Secret, in no export", told("secret")],
    ["The organization's", plain("organization")],
    ["Technical", [...plain("technical"), ...plain("derived")]],
  ];
  return lines.flatMap(([name, texts]) => (texts.length === 0 ? [] : [`- ${name}: ${texts.join(", ")}.`]));
}

/** Every table of the register as a section. */
export function registerBlock(): string {
  return Object.entries<RegisterEntry>(dataRegister)
    .map(([table, entry]) =>
      [
        `### \`${snake(table)}\``,
        [
          entry.purpose,
          `Kept ${keptWords(entry.kept)}.`,
          exportWords(entry),
          ...fateWords("the account", entry.atDeletion.account),
          ...fateWords("the organization", entry.atDeletion.organization),
        ].join(" "),
        columnLines(entry.columns).join("\n"),
      ].join("\n\n"),
    )
    .join("\n\n");
}

import { type ColumnKind, dataRegister, type Fate, type RegisterEntry, type Retention } from "@patchops/db";

const snake = (name: string) => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const setting = {
  activity: "PATCHOPS_ACTIVITY_DAYS",
  usage: "PATCHOPS_USAGE_DAYS",
  audit: "PATCHOPS_AUDIT_DAYS",
} as const;

function keptWords(kept: Retention): string {
  if (kept === "account" || kept === "organization" || kept === "instance") return `as long as the ${kept}`;
  if ("days" in kept) return kept.days === 1 ? "a day" : `${kept.days} days`;
  if ("setting" in kept) return `for the days of \`${setting[kept.setting]}\`, less where a plan keeps less`;
  return `until ${kept.until}`;
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

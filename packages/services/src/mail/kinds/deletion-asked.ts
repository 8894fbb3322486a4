import type { MailData } from "../mail-data.ts";
import type { MailKind } from "../mail-kind.ts";
import { plainName } from "../plain-name.ts";

export const deletionAsked: MailKind<MailData["deletion-asked"]> = {
  isEssential: true,
  hoursValid: 168,
  compose: ({ subject, name, dueAt, url, byAdmin }) => {
    const what = subject === "account" ? "your account" : plainName(name);
    const day = dueAt.slice(0, 10);
    return {
      subject: subject === "account" ? `Your account is deleted on ${day}` : `${what} is deleted on ${day}`,
      paragraphs: [
        byAdmin
          ? `As you asked, an admin of this PatchOps has ordered that ${what} be deleted.`
          : `Somebody who may has ordered that ${what} be deleted.`,
        `From now on nobody signs in to it, and its keys, connected apps and workflows are refused. On ${day} it is deleted for good.`,
        "Until then you can take it back; everything is then as it was.",
      ],
      action: { label: "See it, or take it back", url },
      notes: ["Whoever has this link can take the deletion back, and later read what was deleted."],
      reason:
        subject === "account" ? "this is the address of your PatchOps account" : "you own this organization",
    };
  },
  sample: {
    subject: "organization",
    name: "Acme",
    dueAt: "2026-12-08T00:00:00.000Z",
    url: "https://patchops.example.com/deletion#token=sample",
    byAdmin: false,
  },
};

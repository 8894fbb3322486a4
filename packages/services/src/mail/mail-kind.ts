/** What a mail says; the layouts make text and HTML of it. Texts are plain: what others wrote goes through `plainName`. */
export interface MailText {
  subject: string;
  paragraphs: readonly string[];
  /** The one thing to do; `url` is absolute. */
  action?: { label: string; url: string };
  /** Below, in small print: how long the link works, what to do when one did not ask for it. */
  notes?: readonly string[];
  /** Why one gets it: "because …". */
  reason: string;
  /** Where an answer goes; else to the sender of all mails. */
  replyTo?: string;
  /** Message-ID of the mail that it answers. */
  inReplyTo?: string;
}

/** A kind of mail. */
export interface MailKind<Data> {
  /** Those that are not can be turned off, and have a link that does. */
  isEssential: boolean;
  /** After that it says nothing true any more, and is not sent late. */
  hoursValid: number;
  /** The page of ours where it is told too, in the dashboard, of news about somebody's account that may not be missed. */
  noticePath?: string;
  compose(data: Data): MailText;
  /** For previews. */
  sample: Data;
}

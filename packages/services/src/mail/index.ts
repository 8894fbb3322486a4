export { deliverMail } from "./deliver.ts";
export { mailKeyFact } from "./mail-key.ts";
export { type Mailer, openMailer } from "./open-mailer.ts";
export { queueMail } from "./queue.ts";
export { dropMailTexts } from "./system/drop-texts.ts";
export { queueDueMails } from "./system/queue-due.ts";

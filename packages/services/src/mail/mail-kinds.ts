import { accountActive } from "./kinds/account-active.ts";
import { accountExists } from "./kinds/account-exists.ts";
import { accountSuspended } from "./kinds/account-suspended.ts";
import { accountViewed } from "./kinds/account-viewed.ts";
import { appeal } from "./kinds/appeal.ts";
import { dataExport } from "./kinds/data-export.ts";
import { deletionAsked } from "./kinds/deletion-asked.ts";
import { deletionCancelled } from "./kinds/deletion-cancelled.ts";
import { deletionDone } from "./kinds/deletion-done.ts";
import { emailChange } from "./kinds/email-change.ts";
import { emailChangeNotice } from "./kinds/email-change-notice.ts";
import { emailVerification } from "./kinds/email-verification.ts";
import { newDevice } from "./kinds/new-device.ts";
import { notification } from "./kinds/notification.ts";
import { operatorAlert } from "./kinds/operator-alert.ts";
import { organizationFrozen } from "./kinds/organization-frozen.ts";
import { organizationInvitation } from "./kinds/organization-invitation.ts";
import { passwordChanged } from "./kinds/password-changed.ts";
import { passwordReset } from "./kinds/password-reset.ts";
import { paymentFailed } from "./kinds/payment-failed.ts";
import { paymentGraceEnds } from "./kinds/payment-grace-ends.ts";
import { paymentRestored } from "./kinds/payment-restored.ts";
import { supportAnswer } from "./kinds/support-answer.ts";
import { supportProof } from "./kinds/support-proof.ts";
import { supportRequest } from "./kinds/support-request.ts";
import { waitlistInvitation } from "./kinds/waitlist-invitation.ts";
import { waitlistJoined } from "./kinds/waitlist-joined.ts";
import type { MailData } from "./mail-data.ts";
import type { MailKind } from "./mail-kind.ts";

/** Every kind of mail that is sent. */
export const mailKinds: { readonly [Name in keyof MailData]: MailKind<MailData[Name]> } = {
  "email-verification": emailVerification,
  "email-change": emailChange,
  "email-change-notice": emailChangeNotice,
  "password-reset": passwordReset,
  "password-changed": passwordChanged,
  "organization-invitation": organizationInvitation,
  "new-device": newDevice,
  "account-exists": accountExists,
  "account-suspended": accountSuspended,
  "account-active": accountActive,
  "account-viewed": accountViewed,
  "organization-frozen": organizationFrozen,
  appeal,
  "deletion-asked": deletionAsked,
  "deletion-cancelled": deletionCancelled,
  "deletion-done": deletionDone,
  "operator-alert": operatorAlert,
  "support-request": supportRequest,
  "support-answer": supportAnswer,
  "support-proof": supportProof,
  "waitlist-joined": waitlistJoined,
  "waitlist-invitation": waitlistInvitation,
  notification,
  "data-export": dataExport,
  "payment-failed": paymentFailed,
  "payment-grace-ends": paymentGraceEnds,
  "payment-restored": paymentRestored,
};

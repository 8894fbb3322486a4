import { accountRouter } from "./routers/account.ts";
import { activityRouter, savedViewRouter } from "./routers/activity.ts";
import { adminRouter } from "./routers/admin.ts";
import { apiKeyRouter } from "./routers/api-key.ts";
import { approvalRouter } from "./routers/approval.ts";
import { auditRouter } from "./routers/audit.ts";
import { billingRouter } from "./routers/billing.ts";
import { catalogRouter } from "./routers/catalog.ts";
import { connectedAppRouter } from "./routers/connected-app.ts";
import { connectionRouter } from "./routers/connection.ts";
import { dataExportRouter } from "./routers/data-export.ts";
import { deletionRouter } from "./routers/deletion.ts";
import { executionRouter } from "./routers/execution.ts";
import { instanceRouter } from "./routers/instance.ts";
import { invitationRouter } from "./routers/invitation.ts";
import { memberRouter } from "./routers/member.ts";
import { notificationRouter } from "./routers/notification.ts";
import { operatorRouter } from "./routers/operator.ts";
import { organizationRouter } from "./routers/organization.ts";
import { planRouter } from "./routers/plan.ts";
import { policyRouter } from "./routers/policy.ts";
import { profileRouter } from "./routers/profile.ts";
import { promptSessionRouter } from "./routers/prompt-session.ts";
import { scimRouter } from "./routers/scim.ts";
import { serviceAccountRouter } from "./routers/service-account.ts";
import { sessionRouter } from "./routers/session.ts";
import { singleSignOnRouter } from "./routers/single-sign-on.ts";
import { snippetRouter } from "./routers/snippet.ts";
import { supportRouter } from "./routers/support.ts";
import { toolRouter } from "./routers/tool.ts";
import { usageRouter } from "./routers/usage.ts";
import { webhookRouter } from "./routers/webhook.ts";
import { workflowRouter } from "./routers/workflow.ts";
import { router } from "./trpc.ts";

/** Every procedure of PatchOps, a router a feature. */
export const appRouter = router({
  account: accountRouter,
  activity: activityRouter,
  admin: adminRouter,
  apiKey: apiKeyRouter,
  approval: approvalRouter,
  audit: auditRouter,
  billing: billingRouter,
  connectedApp: connectedAppRouter,
  catalog: catalogRouter,
  connection: connectionRouter,
  dataExport: dataExportRouter,
  deletion: deletionRouter,
  execution: executionRouter,
  instance: instanceRouter,
  invitation: invitationRouter,
  member: memberRouter,
  notification: notificationRouter,
  operator: operatorRouter,
  organization: organizationRouter,
  plan: planRouter,
  policy: policyRouter,
  profile: profileRouter,
  promptSession: promptSessionRouter,
  savedView: savedViewRouter,
  scim: scimRouter,
  serviceAccount: serviceAccountRouter,
  session: sessionRouter,
  singleSignOn: singleSignOnRouter,
  snippet: snippetRouter,
  support: supportRouter,
  workflow: workflowRouter,
  tool: toolRouter,
  usage: usageRouter,
  webhook: webhookRouter,
});

export type AppRouter = typeof appRouter;

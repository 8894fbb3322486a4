import { rootRoute } from "../shell/root-route.ts";
import { shellRoute } from "../shell/shell-route.ts";
import { accountLinkRoutes } from "./account-links.ts";
import { activityRoute } from "./activity.ts";
import { adminRoute } from "./admin.ts";
import { approvalRoute, approvalsRoute } from "./approvals.ts";
import { billingRoute } from "./billing.ts";
import { connectionRoute, connectionsRoute, newConnectionRoute } from "./connections.ts";
import { consentRoute } from "./consent.ts";
import { devUiRoute } from "./dev-ui.ts";
import { homeRoute } from "./home.ts";
import { inviteRoute } from "./invite.ts";
import { loginRoute } from "./login.ts";
import { playgroundRoute } from "./playground.ts";
import { runRoute, runsRoute } from "./runs.ts";
import { sessionRoute, sessionsRoute } from "./sessions.ts";
import { settingsRoute } from "./settings.ts";
import { signupRoute } from "./signup.ts";
import { supportRoute, ticketRoute } from "./support.ts";
import { toolsRoute, whyRoute } from "./tools.ts";
import { usageRoute } from "./usage.ts";
import { workflowRoute, workflowsRoute } from "./workflows.ts";

export const routeTree = rootRoute.addChildren([
  devUiRoute,
  consentRoute,
  inviteRoute,
  loginRoute,
  signupRoute,
  ...accountLinkRoutes,
  shellRoute.addChildren([
    homeRoute,
    connectionsRoute,
    newConnectionRoute,
    connectionRoute,
    toolsRoute,
    whyRoute,
    playgroundRoute,
    workflowsRoute,
    workflowRoute,
    activityRoute,
    runsRoute,
    runRoute,
    sessionsRoute,
    sessionRoute,
    approvalsRoute,
    approvalRoute,
    usageRoute,
    billingRoute,
    settingsRoute,
    supportRoute,
    ticketRoute,
    adminRoute,
  ]),
]);

import { createRouter } from "@tanstack/react-router";
import { routerOptions } from "./router-options.ts";
import { accountLinkRoutes } from "./routes/account-links.ts";
import { consentRoute } from "./routes/consent.ts";
import { loginRoute } from "./routes/login.ts";
import { signupRoute } from "./routes/signup.ts";
import { rootRoute } from "./shell/root-route.ts";

/** The pages before signing in, without the weight of those behind it; signing in loads the page anew. */
export const router = createRouter({
  ...routerOptions,
  routeTree: rootRoute.addChildren([consentRoute, loginRoute, signupRoute, ...accountLinkRoutes]),
});

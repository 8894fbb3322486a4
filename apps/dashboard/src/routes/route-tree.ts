import { rootRoute } from "../shell/root-route.ts";
import { shellRoute } from "../shell/shell-route.ts";
import { devUiRoute } from "./dev-ui.ts";

export const routeTree = rootRoute.addChildren([devUiRoute, shellRoute.addChildren([])]);

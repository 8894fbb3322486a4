export { checkSite, type Sites } from "./check-site.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./create-gateway.ts";
export {
  type AuthorizationServer,
  createAuthorizationServer,
} from "./oauth/create-authorization-server.ts";

export { checkSite, type Sites } from "./check-site.ts";
export { createGateway, type Gateway, type GatewayOptions } from "./create-gateway.ts";
export { protectedResourceMetadata } from "./protected-resource-metadata.ts";

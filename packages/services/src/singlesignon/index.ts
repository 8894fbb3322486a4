export { addDomain, removeDomain, verifyDomain } from "./domains.ts";
export { noSingleSignOn, openSingleSignOn } from "./open-provider.ts";
export { getSingleSignOn, removeSingleSignOn, setSingleSignOn } from "./settings.ts";
export { checkDomains } from "./system/check-domains.ts";
export { findDomainOwner } from "./system/find-domain-owner.ts";

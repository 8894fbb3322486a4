export { findAccount, type RequesterAccount } from "./system/find-account.ts";
export { findSubject, type RequestSubject, requireOwner } from "./system/find-subject.ts";
export { recordInEach } from "./system/record-in-each.ts";

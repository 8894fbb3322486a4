export { findSubject } from "./find-subject.ts";

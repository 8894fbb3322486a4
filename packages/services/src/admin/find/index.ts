export { type FoundSubject, findSubject } from "./find-subject.ts";

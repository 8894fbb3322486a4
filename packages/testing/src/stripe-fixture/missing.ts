import { Refusal } from "./refusal.ts";

/** The answer for an id that names nothing: status 404 where it stands in the path, 400 where it is a parameter. */
export function missing(kind: string, id: string, param = "id"): Refusal {
  return new Refusal(param === "id" ? 404 : 400, `No such ${kind}: '${id}'`, {
    code: "resource_missing",
    param,
  });
}

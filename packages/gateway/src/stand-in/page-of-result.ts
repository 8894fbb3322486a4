import { AppError } from "@patchops/contract";

/** About 6,000 tokens: clients cut off what is longer than some 25,000. */
const pageLength = 24_000;

/** A part of a result. The pages of a value are always cut at the same places. */
export interface ResultPage {
  text: string;
  page: number;
  pages: number;
  /** Of the whole. */
  characters: number;
}

/** The result of a run as text, a string as it is, all else as JSON; or that page of it. Throws `not_found` for a page that it does not have. */
export function pageOfResult(value: unknown, page: number): ResultPage {
  const whole = typeof value === "string" ? value : JSON.stringify(value);
  const pages = Math.max(1, Math.ceil(whole.length / pageLength));
  if (page > pages) {
    throw new AppError("not_found", `The result has ${pages} ${pages === 1 ? "page" : "pages"}.`, {
      sent: false,
    });
  }
  const text = whole.slice(cutAt(whole, page - 1), page === pages ? whole.length : cutAt(whole, page));
  return { text, page, pages, characters: whole.length };
}

/** Where a page begins; never within a character. */
function cutAt(text: string, page: number): number {
  const at = page * pageLength;
  const isLowHalf = (text.charCodeAt(at) & 0xfc00) === 0xdc00;
  return isLowHalf ? at + 1 : at;
}

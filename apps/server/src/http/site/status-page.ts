import { type ComponentStatus, componentNames, type Incident } from "@patchops/contract";
import { readStatus, type Services } from "@patchops/services";
import { escapeHtml } from "../docs/escape-html.ts";
import type { SitePage } from "./site-layout.ts";

const shownDays = 90;
const dayMs = 86_400_000;

const percent = (share: number) => `${(Math.floor(share * 10_000) / 100).toLocaleString("en-US")} %`;
const time = (at: string) => `<time datetime="${at}">${at.slice(0, 16).replace("T", " ")} UTC</time>`;

/** A bar a day, the oldest first; a day without a check is no day of ours. */
function strip({ id, days }: ComponentStatus, today: number): string {
  const shares = new Map(days.map(({ day, upShare }) => [day, upShare]));
  const bars = Array.from({ length: shownDays }, (_, place) => {
    const day = new Date(today - (shownDays - 1 - place) * dayMs).toISOString().slice(0, 10);
    const share = shares.get(day);
    const kind = share === undefined ? "none" : share >= 0.999 ? "up" : share > 0.5 ? "partly" : "down";
    // What was down stands lower, so that color is not all that tells.
    const height = kind === "partly" ? 18 : kind === "down" ? 8 : 28;
    const said = share === undefined ? "not checked" : percent(share);
    return `<rect class="${kind}" x="${place * 10}" y="${28 - height}" width="7" height="${height}"><title>${day}: ${said}</title></rect>`;
  });
  return `<svg class="strip" role="img" aria-label="${componentNames[id]}, the last ${shownDays} days" viewBox="0 0 ${shownDays * 10} 28" preserveAspectRatio="none">${bars.join("")}</svg>`;
}

function component(status: ComponentStatus, today: number): string {
  const { id, isUp, detail, since, days } = status;
  const word = isUp ? '<span class="is-up">✓ Works</span>' : '<span class="is-down">✕ Down</span>';
  const why = isUp ? "" : `<p class="plain-text">${escapeHtml(detail ?? "")} Since ${time(since)}.</p>`;
  const mean = days.reduce((sum, { upShare }) => sum + upShare, 0) / Math.max(1, days.length);
  const span = `${days.length} ${days.length === 1 ? "day" : "days"}`;
  return `<section class="component"><h2>${componentNames[id]}${word}</h2>${why}${strip(status, today)}<p class="quiet-text">${percent(mean)} of ${span}</p></section>`;
}

function incident({ title, status, createdAt, notes }: Incident): string {
  const items = notes
    .map(
      (note) =>
        `<li><p class="plain-text">${escapeHtml(note.text)}</p><p class="quiet-text">${note.status}, ${time(note.createdAt)}</p></li>`,
    )
    .join("");
  return `<section class="incident"><h3>${escapeHtml(title)}<span class="${status === "resolved" ? "is-up" : "is-down"}">${status}</span></h3><p class="quiet-text">Since ${time(createdAt)}</p><ol>${items}</ol></section>`;
}

/** How the instance is and was, for everybody who may see the page. */
export async function statusPage(services: Services): Promise<SitePage> {
  const { components, incidents } = await readStatus(services);
  const down = components.filter(({ isUp }) => !isUp);
  const open = incidents.filter(({ status }) => status !== "resolved");
  const isWell = down.length === 0 && open.length === 0;
  const headline =
    components.length === 0
      ? "Nothing was checked yet: that takes a minute."
      : isWell
        ? "All works."
        : down.length > 0
          ? `${down.map(({ id }) => componentNames[id]).join(", ")}: down.`
          : "Something is being looked at.";
  const today = Math.floor(Date.now() / dayMs) * dayMs;
  const past = incidents.length === 0 ? "<p>None in the last 90 days.</p>" : incidents.map(incident).join("");
  return {
    path: "/status",
    title: "Status",
    about: "How the parts of this instance are, and were.",
    body: `<h1>Status</h1><div class="note ${isWell ? "good" : "bad"}" role="status"><p>${headline}</p></div>${components.map((each) => component(each, today)).join("")}<h2>Incidents</h2>${past}`,
    isText: true,
  };
}

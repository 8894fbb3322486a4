import { keptDays, type Services, waitlistPlace, withdrawFromWaitlist } from "@patchops/services";
import type { SitePage } from "./site-layout.ts";

/** Where somebody stands on the waitlist, by the link that was mailed to them; null = nowhere. */
export async function waitlistPage(services: Services, id: string): Promise<SitePage | null> {
  const place = await waitlistPlace(services, id);
  if (place === null) return null;
  const { state, position, waiting } = place;
  const words = {
    waiting: `You are number ${position?.toLocaleString("en-US")} of ${waiting.toLocaleString("en-US")} who wait. A mail tells you when there is a place.`,
    invited: "There is a place for you: the mail that says so holds the link.",
    joined: 'You have your account: <a href="/login">sign in</a>.',
  }[state];
  return {
    path: "/waitlist",
    title: "Waitlist",
    about: "Where you stand on the waitlist.",
    body: `<h1>Waitlist</h1><p class="lead">${words}</p>${state === "joined" ? "" : leave(id, keptDays("waitlist_entries", services.settings.keepDays))}`,
    isText: true,
  };
}

const leave = (id: string, days: number) =>
  `<form class="form" method="post" action="/waitlist/${id}"><p class="quiet-text">Not any more? Your address is deleted from the list, and an invitation does not work then. By itself that happens ${days} days after you asked or were invited.</p><button class="action plain" type="submit">Take me off the list</button></form>`;

/** Takes somebody off the waitlist, by the same link. */
export async function leftWaitlistPage(services: Services, id: string): Promise<SitePage | null> {
  if (!(await withdrawFromWaitlist(services, id))) return null;
  return {
    path: "/waitlist",
    title: "Waitlist",
    about: "You are off the waitlist.",
    body: '<h1>Waitlist</h1><div class="note good" role="status"><p>You are off the list: your address is deleted from it.</p></div>',
    isText: true,
  };
}

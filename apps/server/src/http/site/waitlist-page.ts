import { type Services, waitlistPlace } from "@patchops/services";
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
    body: `<h1>Waitlist</h1><p class="lead">${words}</p>`,
    isText: true,
  };
}

/** Whether an event is about something that belongs to a customer: what happened is asked then, not believed. */
export function isFollowed(type: string): boolean {
  return /^(?:customer\.|invoice\.|checkout\.session\.|subscription_schedule\.|credit_note\.|charge\.refund)/.test(
    type,
  );
}

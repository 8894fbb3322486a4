export interface SseEvent {
  /** Absent = `message`. */
  event?: string;
  /** Where a client resumes; holds no line break. */
  id?: string;
  data: string;
  /** How long a client waits before it connects again. */
  retryMs?: number;
}

/** One event as text (WHATWG HTML, server-sent events). A line break in `event` or `id` cannot start another field. */
export function encodeSseEvent(event: SseEvent): string {
  let text = "";
  if (event.event !== undefined) text += `event: ${oneLine(event.event)}\n`;
  if (event.id !== undefined) text += `id: ${oneLine(event.id)}\n`;
  if (event.retryMs !== undefined) text += `retry: ${Math.max(0, Math.trunc(event.retryMs))}\n`;
  if (!/[\r\n]/.test(event.data)) return `${text}data: ${event.data}\n\n`;
  for (const line of event.data.split(/\r\n|\r|\n/)) text += `data: ${line}\n`;
  return `${text}\n`;
}

function oneLine(text: string): string {
  return text.replace(/[\r\n\0]/g, "");
}

const id = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** Whether a text of the address can be one of our ids; the server looks closer. */
export function isId(text: string | undefined): text is string {
  return text !== undefined && id.test(text);
}

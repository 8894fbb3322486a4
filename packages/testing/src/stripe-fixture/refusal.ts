/** What Stripe answers with an error. Its body always has the key `error`: the SDK takes a 404 without it for success. */
export class Refusal extends Error {
  readonly status: number;
  readonly body: {
    type: string;
    message: string;
    code?: string;
    param?: string;
    decline_code?: string;
  };

  constructor(status: number, message: string, more: { type?: string; code?: string; param?: string } = {}) {
    super(message);
    this.status = status;
    this.body = { type: "invalid_request_error", message, ...more };
  }
}

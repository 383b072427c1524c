/** Every error code the service answers with, and its HTTP status. */
export const errorStatus = {
  invalid_request: 400,
  token_in_query: 400,
  link_invalid: 400,
  unauthenticated: 401,
  invalid_token: 401,
  plan_required: 402,
  insufficient_scope: 403,
  network_not_allowed: 403,
  forbidden: 403,
  csrf_failed: 403,
  not_found: 404,
  method_not_allowed: 405,
  conflict: 409,
  idempotency_conflict: 409,
  limit_reached: 409,
  payload_too_large: 413,
  unsupported_media_type: 415,
  looks_like_secret: 422,
  rate_limited: 429,
  internal: 500,
  unavailable: 503,
} as const satisfies Record<string, number>;

export type ErrorCode = keyof typeof errorStatus;

/** One thing that is wrong with the input. */
export type ErrorDetail = { path: string; message: string };

/** The one form of an error answer. */
export type ErrorBody = {
  error: {
    code: ErrorCode;
    message: string;
    details?: ErrorDetail[];
    requestId: string;
    /** With `plan_required`: the plan that includes what was asked for. */
    requiredPlan?: string;
    /** With `insufficient_scope`: the scope that is missing. */
    requiredScope?: string;
    /** With `conflict`: what stands in the place of what was to be changed, or has the name already. */
    currentId?: string;
  };
};

/** An error answer of the service, as the client throws it. `unreachable`: none came, or (`status` above 0) one of something else. */
export class KnowmindError extends Error {
  readonly code: ErrorCode | 'unreachable';
  readonly status: number;
  readonly body: ErrorBody['error'] | null;
  /** Seconds to wait, from `Retry-After`. */
  readonly retryAfter: number | null;

  constructor(init: {
    code: ErrorCode | 'unreachable';
    status: number;
    message: string;
    body?: ErrorBody['error'];
    retryAfter?: number | null;
  }) {
    super(init.message);
    this.name = 'KnowmindError';
    this.code = init.code;
    this.status = init.status;
    this.body = init.body ?? null;
    this.retryAfter = init.retryAfter ?? null;
  }
}

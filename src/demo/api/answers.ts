/** How answers are written to a response. */
import type { ServerResponse } from 'node:http';
import { StatusError, statusObject } from '../store/status-error.ts';

export function sendJson(
  response: ServerResponse,
  code: number,
  text: string | Buffer,
  contentType = 'application/json',
): void {
  const body = typeof text === 'string' ? Buffer.from(text) : text;
  response.writeHead(code, {
    'Content-Type': contentType,
    'Content-Length': body.length,
    'Cache-Control': 'no-cache, private',
  });
  response.end(body);
}

/** What was thrown, as a Status object. */
export function sendStatus(response: ServerResponse, error: unknown): void {
  const refusal = asStatus(error);
  const retry = refusal.details?.retryAfterSeconds;
  if (retry !== undefined) response.setHeader('Retry-After', String(retry));
  sendJson(response, refusal.code, JSON.stringify(statusObject(refusal)));
}

export const asStatus = (error: unknown): StatusError =>
  error instanceof StatusError ? error : new StatusError(500, 'InternalError', `Internal error occurred: ${error}`);

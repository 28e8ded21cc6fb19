import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { Refusal } from './refusal.ts'

/** The largest body we expect, a webhook, stays below 8 KiB. */
const bodyBytesMax = 64 * 1024

/**
 * Refuses larger bodies. Hono's own limit makes a whole Request of what came over the socket, which costs as much as the rest of a
 * short request: it is left to bodies that do not say how long they are.
 */
export function limitBodies(): MiddlewareHandler {
  const limitUnsized = bodyLimit({ maxSize: bodyBytesMax, onError: refuseLargeBody })
  return async (context, next) => {
    const { method } = context.req
    if (method === 'GET' || method === 'HEAD') return next()
    const length = context.req.header('content-length')
    if (length === undefined || context.req.header('transfer-encoding') !== undefined)
      return limitUnsized(context, next)
    if (Number(length) > bodyBytesMax) refuseLargeBody()
    return next()
  }
}

function refuseLargeBody(): never {
  throw new Refusal(413, 'body_too_large', `A body has at most ${bodyBytesMax} bytes`)
}

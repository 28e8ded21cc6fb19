import type { Redis } from '@gameserver/storage/redis'
import { getConnInfo } from '@hono/node-server/conninfo'
import type { Context, MiddlewareHandler } from 'hono'
import { RateLimiterMemory, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible'
import { Refusal } from './refusal.ts'
import type { ApiEnvironment } from './router.ts'

export interface RateLimit {
  redis: Redis
  /** Part of the key in Redis: each purpose has a count of its own. */
  name: string
  perMinute: number
  trustedProxies: number
  /** Whose requests are counted together. A player is known behind `signedIn` only. */
  of?: 'address' | 'player'
}

/** Limits requests per address or player, over all API processes. While Redis is away each process counts for itself. */
export function rateLimit({ of = 'address', ...limit }: RateLimit): MiddlewareHandler<ApiEnvironment> {
  const consume = rateLimiter({ ...limit, of })
  return async (context, next) => {
    await consume(of === 'player' ? context.get('player').id : addressOf(context, limit.trustedProxies))
    await next()
  }
}

/** For what is counted together by another key. Throws the refusal. */
export function rateLimiter({
  redis,
  name,
  perMinute,
  of,
}: Pick<RateLimit, 'redis' | 'name' | 'perMinute'> & { of: string }): (key: string) => Promise<void> {
  const window = { keyPrefix: `rate:${name}`, points: perMinute, duration: 60 }
  const limiter = new RateLimiterRedis({
    ...window,
    storeClient: redis,
    rejectIfRedisNotReady: true,
    insuranceLimiter: new RateLimiterMemory(window),
    // Who is over the limit is refused without asking Redis again.
    inMemoryBlockOnConsumed: perMinute + 1,
  })
  return async (key) => {
    try {
      await limiter.consume(key)
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      const retryAfterSeconds = Math.max(1, Math.ceil(refused.msBeforeNext / 1000))
      throw new Refusal(429, 'too_many_requests', `Too many requests of this ${of}`, { retryAfterSeconds })
    }
  }
}

/** Each proxy appends the address it saw: the one we trust least far is the first that was not sent by the client. */
function addressOf(context: Context, trustedProxies: number): string {
  const forwarded = context.req.header('x-forwarded-for')?.split(',') ?? []
  const address = trustedProxies > 0 ? forwarded.at(-trustedProxies)?.trim() : undefined
  return address || peerAddress(context)
}

/** Requests that come by no socket (`app.request` in tests) share one count. */
function peerAddress(context: Context): string {
  return context.env?.incoming === undefined ? 'none' : (getConnInfo(context).remote.address ?? 'none')
}

import { liveMessageSchema } from '@gameserver/protocol/live-events'
import type { HttpBindings } from '@hono/node-server'
import { createRoute, z } from '@hono/zod-openapi'
import { createRouter, type Router, refusals } from '../http/router.ts'
import { accessTokenSecurity, signedIn } from '../http/signed-in.ts'
import type { Services } from '../services.ts'

export function liveRoutes(services: Services): Router {
  const { live } = services
  const router = createRouter()
  const listen = createRoute({
    method: 'get',
    path: '/v1/events',
    operationId: 'listen',
    summary: 'What happens to the player, as it happens',
    description:
      "Server-sent events. The schema is that of an event's `data`; its `event` field is the same as `kind`. An event says " +
      'what has changed: read the state from its route.\n\n' +
      'Come back with the id of the last event in `Last-Event-ID`, to any process of the API: what was missed is sent first, ' +
      'in order and nothing twice, for 24 hours; after that, or with an id of something else, there is a `reset`. `ready` ' +
      'follows, with an id of its own, and then what happens from then on.\n\n' +
      'A line with a colon alone comes every 15 seconds. The stream ends with an `end` that tells why, when the access token ' +
      'expires, the session ends or the server stops; without one for a reader who is far too slow. A player has five at ' +
      'most: a further one ends the oldest.',
    tags: ['Live stream'],
    security: accessTokenSecurity,
    middleware: signedIn(services),
    request: {
      headers: z.object({
        'last-event-id': z
          .string()
          .optional()
          .meta({ description: 'Id of the last event', example: '7321-98' }),
      }),
    },
    responses: {
      200: {
        description: 'The stream',
        content: { 'text/event-stream': { schema: liveMessageSchema } },
      },
      ...refusals(401),
    },
  })
  router.openapi(listen, async (context) => {
    // Nobody would read it.
    if (context.req.raw.method === 'HEAD') return new Response(null, { headers: streamHeaders })
    const stream = await live.open(
      {
        playerId: context.get('player').id,
        sessionId: context.get('sessionId'),
        expiresAtMs: context.get('accessExpiresAtMs'),
        destroy: () => (context.env as Partial<HttpBindings> | undefined)?.outgoing?.destroy(),
      },
      context.req.header('last-event-id'),
    )
    return new Response(stream.body, { headers: streamHeaders })
  })
  return router
}

const streamHeaders = {
  'content-type': 'text/event-stream; charset=utf-8',
  'cache-control': 'no-store, no-transform',
  /** nginx, and those who do like it, would keep events until they have a few kilobytes. */
  'x-accel-buffering': 'no',
  /** A stopping process waits for connections, and for this one it need not once the stream has ended. */
  connection: 'close',
}

import { playerIdSchema } from '@gameserver/protocol/http'
import { withoutNul } from '@gameserver/protocol/storable'
import { hastenEviction } from '@gameserver/storage/room-evictions'
import { recordWebhook } from '@gameserver/storage/webhooks'
import { createRoute } from '@hono/zod-openapi'
import { type WebhookEvent, WebhookReceiver } from 'livekit-server-sdk'
import { Refusal } from '../http/refusal.ts'
import { createRouter, type Router, refusals } from '../http/router.ts'
import type { Services } from '../services.ts'

export function webhookRoutes({ sql, config, log, metrics }: Services): Router {
  const router = createRouter()
  const receiver = new WebhookReceiver(config.livekit.apiKey, config.livekit.apiSecret)
  const receive = createRoute({
    method: 'post',
    path: '/v1/webhooks/livekit',
    operationId: 'receiveLivekitWebhook',
    summary: 'What LiveKit tells about its rooms; signed by LiveKit over the raw body',
    tags: ['Webhooks'],
    responses: { 204: { description: 'Recorded, now or before' }, ...refusals(400, 401, 413) },
  })
  router.openapi(receive, async (context) => {
    const body = await context.req.text()
    const event = await receiver.receive(body, context.req.header('authorization')).catch((error: Error) => {
      metrics.webhooks.inc({ event: 'unknown', outcome: 'refused' })
      throw new Refusal(401, 'invalid_signature', `Not signed by our LiveKit: ${error.message}`)
    })
    const isNew = await recordWebhook(sql, toRecord(event))
    metrics.webhooks.inc({ event: event.event, outcome: isNew ? 'recorded' : 'repeated' })
    if (isNew && event.event === 'participant_joined') await checkEviction(event)
    log.debug({ event: event.event, room: event.room?.name, isNew }, 'livekit webhook')
    return context.body(null, 204)
  })
  return router

  /** Somebody who has left a party or a room may have a token that is still good. */
  async function checkEviction({ room, participant }: WebhookEvent): Promise<void> {
    if (!room || !participant) return
    const { success, data: playerId } = playerIdSchema.safeParse(participant.identity)
    if (success) await hastenEviction(sql, { room: room.name, playerId }, 0)
  }
}

function toRecord(event: WebhookEvent) {
  if (event.id === '') throw new Refusal(400, 'invalid_request', 'The event has no id')
  return {
    id: event.id,
    event: event.event,
    room: event.room?.name ?? null,
    participant: event.participant?.identity ?? null,
    participantSid: event.participant?.sid ?? null,
    // A track has the name that its player gave it.
    payload: JSON.parse(event.toJsonString(), withoutNul),
    sentAt: new Date(Number(event.createdAt) * 1000),
  }
}

import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'

export type Metrics = ReturnType<typeof createMetrics>

/** What the process tells Prometheus. A registry of its own: tests run several APIs in one process. */
export function createMetrics() {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const registers = [registry]
  return {
    registry,
    requestSeconds: new Histogram({
      name: 'gameserver_http_request_seconds',
      help: 'Time from request to response',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
      registers,
    }),
    matchesFormed: new Counter({
      name: 'gameserver_matches_formed_total',
      help: 'Matches this process made of tickets',
      labelNames: ['game', 'mode'],
      registers,
    }),
    seatsFilled: new Counter({
      name: 'gameserver_seats_filled_total',
      help: 'Seats of running matches that this process filled from queues',
      labelNames: ['game', 'mode'],
      registers,
    }),
    matchesOfferedElsewhere: new Counter({
      name: 'gameserver_matches_offered_elsewhere_total',
      help: 'Matches that nobody took in their region, by that region: this process offered them to all authorities',
      labelNames: ['game', 'region'],
      registers,
    }),
    latencySeconds: new Histogram({
      name: 'gameserver_player_latency_seconds',
      help: 'Round trips that players have measured, by configured region',
      labelNames: ['region'],
      buckets: [0.01, 0.02, 0.04, 0.06, 0.08, 0.1, 0.15, 0.2, 0.3, 0.5, 1],
      registers,
    }),
    matchesOffered: new Counter({
      name: 'gameserver_matches_offered_total',
      help: 'Matches this process asked players to accept',
      labelNames: ['game', 'mode'],
      registers,
    }),
    matchingRuleFailures: new Counter({
      name: 'gameserver_matching_rule_failures_total',
      help: "Games' own rules of matching that this process has switched off, by why",
      labelNames: ['game', 'mode', 'why'],
      registers,
    }),
    ticketsWithdrawn: new Counter({
      name: 'gameserver_tickets_withdrawn_total',
      help: 'Tickets this process withdrew because their players no longer asked after them',
      labelNames: ['game', 'mode'],
      registers,
    }),
    serverMatches: new Counter({
      name: 'gameserver_server_matches_total',
      help: "Matches on studios' servers: claimed, lost (the server was not heard of), ended or abandoned",
      labelNames: ['game', 'outcome'],
      registers,
    }),
    outboxRelayed: new Counter({
      name: 'gameserver_outbox_relayed_total',
      help: 'Events relayed from the outbox',
      labelNames: ['topic'],
      registers,
    }),
    matchesSettled: new Counter({
      name: 'gameserver_matches_settled_total',
      help: 'Results of matches this process worked off, by outcome',
      labelNames: ['outcome'],
      registers,
    }),
    liveStreams: new Gauge({
      name: 'gameserver_live_streams',
      help: 'Live streams that are open on this process',
      registers,
    }),
    liveStreamsEnded: new Counter({
      name: 'gameserver_live_streams_ended_total',
      help: 'Live streams of this process that have ended, by what ended them',
      labelNames: ['why'],
      registers,
    }),
    liveEvents: new Counter({
      name: 'gameserver_live_events_total',
      help: 'Events handed to live streams of this process as they happened',
      labelNames: ['kind'],
      registers,
    }),
    webhooks: new Counter({
      name: 'gameserver_livekit_webhooks_total',
      help: 'LiveKit webhooks by outcome',
      labelNames: ['event', 'outcome'],
      registers,
    }),
  }
}

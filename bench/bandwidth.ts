/**
 * What a player of the arena is sent: matches of bots, real clients and a real authority on one thread, 30 snapshots a second,
 * packed as they go to LiveKit.
 *
 * - kbitPerSecondDown: per player, with all that a packet costs on its way: 160 bytes of envelope, SCTP, DTLS, UDP and IP
 *   (measured on loopback, see docs/performance.md), and 40 bytes for each name in the list of an
 *   addressed one, which all of its receivers get.
 * - bytesPerSnapshot: payload alone.
 * - packetsPerSecondDown: per player.
 * - packetsPerSecondPublished: by the authority.
 */
import { ArenaMatch, beginningTicks, payloadsOf } from './support/arena-match.ts'
import { benchArguments } from './support/arguments.ts'
import { type BenchResult, printResults } from './support/results.ts'

const packetOverheadBytes = 160
const addressBytes = 40
const measuredTicks = { few: 60 * 60, many: 20 * 60 }

const { json } = benchArguments(`
bench bandwidth: what a player of the arena is sent, with all overhead
`)

printResults('bandwidth', [...measure(10, measuredTicks.few), ...measure(100, measuredTicks.many)], { json })

function measure(players: number, ticks: number): BenchResult[] {
  const match = new ArenaMatch(players, 7)
  let payloadBytes = 0
  let packets = 0
  let names = 0
  let published = 0
  let snapshots = 0
  for (let tick = 1; tick <= beginningTicks + ticks; tick++) {
    match.playersTick()
    match.authority.step()
    if (!match.authority.isSnapshotDue) continue
    const sent = match.authority.snapshots()
    match.deliver(sent)
    if (tick <= beginningTicks) continue
    snapshots++
    for (const { to, payload } of payloadsOf(sent)) {
      const receivers = to?.length ?? players
      payloadBytes += payload.length * receivers
      packets += receivers
      names += (to?.length ?? 0) ** 2
      published++
    }
  }
  if (match.desyncs > 0) throw new Error(`${match.desyncs} checksums were wrong`)
  const seconds = ticks / 60
  const bytes = payloadBytes + packets * packetOverheadBytes + names * addressBytes
  const result = (metric: string, value: number, unit: string): BenchResult => ({
    case: `arena-${players}`,
    metric,
    value,
    unit,
  })
  return [
    result('kbitPerSecondDown', (bytes * 8) / players / seconds / 1000, 'kbit/s'),
    result('bytesPerSnapshot', payloadBytes / players / snapshots, 'bytes'),
    result('packetsPerSecondDown', packets / players / seconds, 'packets/s'),
    result('packetsPerSecondPublished', published / seconds, 'packets/s'),
  ]
}

import type { Redis } from 'ioredis'
import type { JournalKey } from './match-journals.ts'
import { bytesOf, type RedisScript, redisScript, runScriptBuffer, type ScriptValue } from './redis-script.ts'

/** What is shown of a match to those who watch it: a packet, as it is sent. */
export interface HeldPacket {
  readonly kind: 'state' | 'event'
  /** The one that the match stood at. */
  readonly tick: number
  readonly payload: Uint8Array
}

/** One of a former owner's. */
export interface FormerPacket extends HeldPacket {
  readonly epoch: number
  /** From when it was held until this was received, by Redis' clock. */
  readonly ageMs: number
}

/** Nobody asks any more what is held of a match that nothing has been held of for so long, after its time to be shown. */
const keptBeyondMs = 60_000

/** In one answer, of a kilobyte each: so that what others ask of the same connection does not wait for long. */
const packetsPerPage = 256

/** Another owner has begun: whoever writes stands under ARGV[1]. Epochs never fall, so the last entry has the highest. */
const staleLua = `
  local function isStale()
    local last = redis.call('xrevrange', KEYS[1], '+', '-', 'COUNT', 1)[1]
    return last and tonumber(last[2][2]) > tonumber(ARGV[1])
  end`

/**
 * What is held of a match is one stream. Its entries: `e`, the epoch of who wrote it; `k`, a packet's kind, or `begin` where an owner
 * begins, who goes on from tick `t`; `p`, the packet. Of what is older than so long, whole blocks of entries are left out.
 */
const holdScript = redisScript(`${staleLua}
  if isStale() then return 0 end
  local time = redis.call('time')
  local before = string.format('%.0f', time[1] * 1000 - ARGV[2])
  for at = 3, #ARGV, 3 do
    redis.call('xadd', KEYS[1], 'MINID', '~', before, '*',
      'e', ARGV[1], 'k', ARGV[at], 't', ARGV[at + 1], 'p', ARGV[at + 2])
  end
  redis.call('pexpire', KEYS[1], ARGV[2] + ${keptBeyondMs})
  return 1`)

/** Nil: another owner has begun. Else where it stands in the stream, of which nothing before it changes any more. */
const beginScript = redisScript(`${staleLua}
  if isStale() then return nil end
  local id = redis.call('xadd', KEYS[1], '*', 'e', ARGV[1], 'k', 'begin', 't', ARGV[2], 'p', '')
  redis.call('pexpire', KEYS[1], ${keptBeyondMs})
  return id`)

const dropScript = redisScript(`${staleLua}
  if isStale() then return end
  redis.call('del', KEYS[1])`)

export const heldShowScripts: readonly RedisScript[] = [holdScript, beginScript, dropScript]

/**
 * Packets for spectators, between when the match was there and when they are to be seen: should their owner die, the next one shows
 * them. On the connection of the match's journal: what is held of a tick is there before the tick is in the journal.
 */
export class HeldShows {
  readonly #redis: Redis

  constructor(redis: Redis) {
    this.#redis = redis
  }

  /** For so long. False: another owner has begun. */
  async hold(
    { matchId, epoch }: JournalKey,
    packets: readonly HeldPacket[],
    forMs: number,
  ): Promise<boolean> {
    const values = packets.flatMap(({ kind, tick, payload }) => [kind, tick, bytesOf(payload)])
    return (await this.#run(holdScript, matchId, [epoch, forMs, ...values])) === 1
  }

  /** What is held, the oldest first, of ticks up to the one that the owner goes on from; of lower epochs nothing more is taken. */
  async begin({ matchId, epoch }: JournalKey, tick: number): Promise<FormerPacket[]> {
    const marker = await this.#run(beginScript, matchId, [epoch, tick])
    if (!(marker instanceof Buffer)) return []
    const entries: Entry[] = []
    for (let from = '-'; ; ) {
      const page = await this.#redis.xrangeBuffer(
        keyOf(matchId),
        from,
        marker.toString(),
        'COUNT',
        packetsPerPage,
      )
      entries.push(...page.map(([id, fields]) => entryOf(id, fields)))
      if (page.length < packetsPerPage) break
      from = `(${(page.at(-1) as [Buffer, Buffer[]])[0].toString()}`
    }
    return packetsOf(entries)
  }

  /** All has been shown, or nobody watches any more. */
  async drop({ matchId, epoch }: JournalKey): Promise<void> {
    await this.#run(dropScript, matchId, [epoch])
  }

  #run(script: RedisScript, matchId: string, values: readonly ScriptValue[]): Promise<unknown> {
    return runScriptBuffer(this.#redis, script, [keyOf(matchId)], values)
  }
}

interface Entry extends Omit<FormerPacket, 'kind' | 'ageMs'> {
  readonly kind: string
  readonly heldMs: number
}

/** What an owner made after the tick that its successor went on from, has not been. The last entry is the newest owner's beginning. */
function packetsOf(entries: readonly Entry[]): FormerPacket[] {
  const nowMs = entries.at(-1)?.heldMs ?? 0
  let packets: FormerPacket[] = []
  let newestEpoch = 0
  for (const { kind, heldMs, ...entry } of entries) {
    if (entry.epoch < newestEpoch) continue
    newestEpoch = entry.epoch
    if (kind === 'begin') packets = packets.filter(({ tick }) => tick <= entry.tick)
    else if (kind === 'state' || kind === 'event') packets.push({ ...entry, kind, ageMs: nowMs - heldMs })
  }
  return packets
}

function entryOf(id: Buffer, fields: readonly Buffer[]): Entry {
  const [, epoch, , kind, , tick, , payload] = fields as [...Buffer[]]
  return {
    epoch: Number(epoch),
    kind: `${kind}`,
    tick: Number(tick),
    payload: payload ?? new Uint8Array(0),
    heldMs: Number.parseInt(id.toString(), 10),
  }
}

function keyOf(matchId: string): string {
  return `watched:${matchId}`
}

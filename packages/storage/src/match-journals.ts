import type { Redis } from 'ioredis'
import { HeldShows, heldShowScripts } from './held-shows.ts'
import { bytesOf, type RedisScript, redisScript, runScriptBuffer, type ScriptValue } from './redis-script.ts'
import { RemoteClock } from './remote-clock.ts'
import { TimedRedis } from './timed-redis.ts'

/** Who writes: an epoch belongs to one owner. */
export interface JournalKey {
  readonly matchId: string
  readonly epoch: number
}

export const toldLogs = ['event', 'chat'] as const
export type ToldLog = (typeof toldLogs)[number]

/** How many of the newest messages are kept for those who come back: of events a few seconds of a busy match. */
export const toldKept: Readonly<Record<ToldLog, number>> = { event: 256, chat: 50 }

/** What all players were told, with its number. */
export interface ToldMessage {
  readonly log: ToldLog
  readonly sequence: number
  readonly message: Uint8Array
}

export interface JournalWrite {
  /** One more with each write of an owner: what comes out of turn is refused, however late it comes. */
  readonly serial: number
  /** Nothing of what is there is kept, whoever wrote it; takes a keyframe. So each owner begins, and so does who has missed a turn. */
  readonly isAfresh: boolean
  /** Replaces the keyframe and all entries before. */
  readonly keyframe?: Uint8Array | undefined
  readonly entry?: Uint8Array | undefined
  /** Kept whatever keyframes come, but the newest `toldKept` of each log alone. */
  readonly told: readonly ToldMessage[]
  /** Of a match that is recorded, with a keyframe. */
  readonly recorded?: RecordedWrite | undefined
}

/** What the recording of an owner that is killed may lack: the ticks since a keyframe, its base, up to which all is on the disk. */
export interface RecordedWrite {
  /**
   * Replaces the base and all ticks since. `this`: the keyframe that is written is the base. `former`: the one that it replaces is.
   * `none`: there is none any more. Bytes: they are.
   */
  readonly base?: 'this' | 'former' | 'none' | Uint8Array | undefined
  /** Since the keyframe before, kept whatever keyframes come. */
  readonly ticks?: Uint8Array | undefined
}

/** Out of turn: something that came before is not there, since Redis was wiped, or the write did not come through. */
export type JournalOutcome = 'written' | 'stale_epoch' | 'out_of_turn'

export interface StoredJournal {
  /** Who wrote it. */
  readonly epoch: number
  readonly keyframe: Uint8Array
  /** Since the keyframe, the oldest first. */
  readonly entries: readonly Uint8Array[]
  /** The oldest first. */
  readonly told: readonly ToldMessage[]
  /** From when the last write was begun until this was received, by Redis' clock: of what came in between it knows nothing. */
  readonly ageMs: number
  /** If the match is recorded: the keyframe up to which its former owner's recording is on the disk, and all ticks up to `keyframe`. */
  readonly recorded?: { readonly base: Uint8Array; readonly ticks: readonly Uint8Array[] } | undefined
}

/** A match that nobody has written of for so long is over, or nobody's any more. */
const keptMs = 10 * 60 * 1_000

/**
 * A command that has not been answered after this is given up. Whoever writes waits for less: it is a bound on what lies around
 * while Redis hangs.
 */
const commandTimeoutMsUsual = 300

/**
 * A match's journal is one hash. Its fields: `epoch`, below which nobody may write; `owner`, the epoch of who wrote what is
 * there; `serial` of the last write, and `at`, when it was begun by Redis' clock; `keyframe`, and `since`, the serial of its write; `n` and a serial for each entry;
 * the name of a log and a number for each message that was told; `base` and `baseSince` are to `r` and a serial, ticks of a match
 * that is recorded, what `keyframe` and `since` are to the entries.
 */
const writeScript = redisScript(`
  local known = redis.call('hmget', KEYS[1], 'epoch', 'owner', 'serial', 'since')
  local serial = tonumber(ARGV[2])
  if known[1] and tonumber(known[1]) > tonumber(ARGV[1]) then return -1 end
  local isOwner = known[2] == ARGV[1]
  local isAfresh = ARGV[3] == '1'
  if isAfresh then
    if isOwner and tonumber(known[3]) >= serial then return 0 end
    redis.call('del', KEYS[1])
  elseif not isOwner or tonumber(known[3]) + 1 ~= serial then return 0 end
  local time = redis.call('time')
  local now = string.format('%.3f', time[1] * 1000 + time[2] / 1000)
  local at = ARGV[9] == '' and now or ARGV[9]
  redis.call('hset', KEYS[1], 'epoch', ARGV[1], 'owner', ARGV[1], 'serial', ARGV[2], 'at', at)
  if ARGV[6] ~= '' then
    local base, since = ARGV[7], ARGV[2]
    if ARGV[6] == 'this' then base = ARGV[4] end
    if ARGV[6] == 'former' then base, since = redis.call('hget', KEYS[1], 'keyframe'), known[4] end
    local first = redis.call('hget', KEYS[1], 'baseSince')
    if first then
      for before = tonumber(first), tonumber(since) do
        redis.call('hdel', KEYS[1], string.format('r%.0f', before))
      end
    end
    if ARGV[6] == 'none' then redis.call('hdel', KEYS[1], 'base', 'baseSince')
    else redis.call('hset', KEYS[1], 'base', base, 'baseSince', since) end
  end
  if ARGV[8] ~= '' then redis.call('hset', KEYS[1], 'r' .. ARGV[2], ARGV[8]) end
  if ARGV[4] ~= '' then
    if not isAfresh then
      for before = tonumber(known[4]) + 1, serial - 1 do
        redis.call('hdel', KEYS[1], string.format('n%.0f', before))
      end
    end
    redis.call('hset', KEYS[1], 'keyframe', ARGV[4], 'since', ARGV[2])
  end
  if ARGV[5] ~= '' then redis.call('hset', KEYS[1], 'n' .. ARGV[2], ARGV[5]) end
  for at = 10, #ARGV, 3 do
    redis.call('hset', KEYS[1], ARGV[at], ARGV[at + 1])
    redis.call('hdel', KEYS[1], ARGV[at + 2])
  end
  redis.call('pexpire', KEYS[1], ${keptMs})
  return now`)

/** Nil: the epoch is stale. */
const openScript = redisScript(`
  local known = redis.call('hget', KEYS[1], 'epoch')
  if known and tonumber(known) > tonumber(ARGV[1]) then return nil end
  redis.call('hset', KEYS[1], 'epoch', ARGV[1])
  redis.call('pexpire', KEYS[1], ${keptMs})
  local time = redis.call('time')
  return {string.format('%.3f', time[1] * 1000 + time[2] / 1000), redis.call('hgetall', KEYS[1])}`)

/** Leaves the epoch, so that nobody before begins anew. */
const dropScript = redisScript(`
  local known = redis.call('hget', KEYS[1], 'epoch')
  if known and tonumber(known) > tonumber(ARGV[1]) then return end
  redis.call('del', KEYS[1])
  redis.call('hset', KEYS[1], 'epoch', ARGV[1])
  redis.call('pexpire', KEYS[1], ${keptMs})`)

/**
 * What the owners of matches write down, as bytes. All calls reject soon while Redis is away. The connection is its own: nothing
 * that is asked of Redis besides is in its way.
 */
export class MatchJournals {
  /** What is held for those who watch: on the same connection, so that what is written first is there first. */
  readonly shows: HeldShows
  readonly #redis: Redis
  readonly #clock = new RemoteClock()

  constructor(url: string, { commandTimeoutMs = commandTimeoutMsUsual } = {}) {
    this.#redis = new TimedRedis(url, {
      commandTimeoutMs,
      silenceMsMax: 700,
      connectTimeout: 1_000,
      // What can't be written now is not worth writing later.
      enableOfflineQueue: false,
      maxRetriesPerRequest: 0,
      autoResendUnfulfilledCommands: false,
      retryStrategy: (attempts) => Math.min(25 * attempts, 250),
    })
    this.#redis.on('error', () => {})
    this.#redis.on('close', () => this.#clock.forget())
    // Before all else, so that writes on their way together are carried out in their order: a script that is not known is sent twice.
    this.#redis.on('ready', () => {
      for (const { lua } of [writeScript, ...heldShowScripts]) this.#redis.script('LOAD', lua).catch(() => {})
    })
    this.shows = new HeldShows(this.#redis)
  }

  /** Whether a command would be sent at once. */
  get isConnected(): boolean {
    return this.#redis.status === 'ready'
  }

  /**
   * What has been written of the match; undefined for nothing. From now on nobody of a lower epoch can write. Until this owner
   * writes afresh, it stays as it is: should the owner die first, the next one finds it.
   */
  async open({ matchId, epoch }: JournalKey): Promise<StoredJournal | 'stale_epoch' | undefined> {
    const begunMs = performance.now()
    const reply = await this.#run(openScript, matchId, [epoch])
    const receivedMs = performance.now()
    if (reply === null) return 'stale_epoch'
    const [now, fields] = reply as [Buffer, Buffer[]]
    this.#clock.read(begunMs, numberIn(now), receivedMs)
    return journalOf(this.#clock.at(receivedMs) ?? numberIn(now), fields)
  }

  async write({ matchId, epoch }: JournalKey, write: JournalWrite): Promise<JournalOutcome> {
    const { serial, isAfresh, keyframe, entry, told, recorded } = write
    const values: ScriptValue[] = [epoch, serial, isAfresh ? 1 : 0, bytesIn(keyframe), bytesIn(entry)]
    const base = recorded?.base
    if (base instanceof Uint8Array) values.push('given', bytesOf(base))
    else values.push(base ?? '', '')
    const begunMs = performance.now()
    values.push(bytesIn(recorded?.ticks), this.#clock.at(begunMs)?.toFixed(3) ?? '')
    for (const { log, sequence, message } of told)
      values.push(`${log}${sequence}`, bytesOf(message), `${log}${sequence - toldKept[log]}`)
    const outcome = await this.#run(writeScript, matchId, values)
    if (!(outcome instanceof Buffer)) return outcome === 0 ? 'out_of_turn' : 'stale_epoch'
    this.#clock.read(begunMs, numberIn(outcome), performance.now())
    return 'written'
  }

  /** The match is over. */
  async drop({ matchId, epoch }: JournalKey): Promise<void> {
    await this.#run(dropScript, matchId, [epoch])
  }

  close(): void {
    this.#redis.disconnect()
  }

  #run(script: RedisScript, matchId: string, values: readonly ScriptValue[]): Promise<unknown> {
    return runScriptBuffer(this.#redis, script, [`journal:${matchId}`], values)
  }
}

/** The scripts take an empty text for nothing. */
function bytesIn(bytes: Uint8Array | undefined): ScriptValue {
  return bytes === undefined ? '' : bytesOf(bytes)
}

function journalOf(nowMs: number, fields: readonly Buffer[]): StoredJournal | undefined {
  const known = new Map<string, Buffer>()
  for (let at = 0; at + 1 < fields.length; at += 2)
    known.set((fields[at] as Buffer).toString(), fields[at + 1] as Buffer)
  const keyframe = known.get('keyframe')
  if (keyframe === undefined) return undefined
  const base = known.get('base')
  return {
    epoch: numberIn(known.get('owner')),
    keyframe,
    entries: numbered(known, 'n').map(([, entry]) => entry),
    told: toldLogs.flatMap((log) =>
      numbered(known, log).map(([sequence, message]) => ({ log, sequence, message })),
    ),
    ageMs: Math.max(0, nowMs - numberIn(known.get('at'))),
    recorded: base && { base, ticks: numbered(known, 'r').map(([, ticks]) => ticks) },
  }
}

function numberIn(value: Buffer | undefined): number {
  return Number(value?.toString())
}

function numbered(fields: ReadonlyMap<string, Buffer>, name: string): [number, Buffer][] {
  const found: [number, Buffer][] = []
  for (const [field, value] of fields) {
    const number = field.startsWith(name) ? Number(field.slice(name.length)) : Number.NaN
    if (Number.isInteger(number)) found.push([number, value])
  }
  return found.sort(([a], [b]) => a - b)
}

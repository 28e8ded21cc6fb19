import type { Connection, Phase, Seat } from '@gameserver/client/browser'
import {
  type AnyGame,
  createPlayClient,
  describe,
  MatchAuthority,
  type MatchView,
  type PlayClient,
  replaceRules,
  type SettingValues,
} from '@gameserver/engine'
import type { PlayableGame } from '../games.ts'
import type { Adoption, Ended, PlayableEvents, PlayableMatch } from '../play/playable-match.ts'
import { carryOver } from './carry-over.ts'

/** After a pause (a hidden tab) this many ticks are made up for at most; what is above is skipped. */
const catchUpTicksMax = 15
const botNames = [
  'Vesper',
  'Kestrel',
  'Onyx',
  'Juno',
  'Halcyon',
  'Riven',
  'Sable',
  'Quill',
  'Marlow',
  'Ember',
  'Tarn',
  'Lyra',
  'Cinder',
  'Brisk',
  'Nova',
  'Drift',
]

interface PracticeOptions {
  playable: PlayableGame
  playerName: string
  /** As many of them as the game has seats for, or needs. */
  bots: number
  /** How long it lasts, for games with a setting of this name. */
  seconds: number | undefined
  seed: number
}

type Listener = (event: never) => void

/** Both sides of the match: who decides, and a client for each player. */
interface Table {
  authority: MatchAuthority<AnyGame>
  clients: PlayClient<AnyGame>[]
}

/**
 * A match against bots that runs in this page, without a network. The same authority and the same client code as in a
 * real one stand face to face; the packets between them simply arrive at once.
 */
export class PracticeMatch implements PlayableMatch {
  readonly slot = 0
  readonly voice = undefined
  readonly connection: Connection = { state: 'connected' }
  readonly roster: readonly Seat[]
  phase: Phase = 'running'
  readonly #seed: number
  readonly #seconds: number | undefined
  readonly #listeners = new Map<string, Set<Listener>>()
  #playable: PlayableGame
  #table: Table
  #nextTickAtMs: number | undefined
  /** What the game threw: nothing goes on until another version of it is there. */
  #fault: { error: unknown } | undefined

  constructor({ playable, playerName, bots, seconds, seed }: PracticeOptions) {
    const { players } = playable.game
    const seats = clamp(bots + 1, players.min, players.max)
    this.roster = Array.from({ length: seats }, (_, slot) => ({
      slot,
      playerId: `practice-${slot}`,
      name: slot === 0 ? playerName : nameOfBot(slot - 1),
      team: slot % teamsOf(playable.game),
      role: undefined,
      presence: 'connected' as const,
    }))
    this.#seed = seed
    this.#seconds = seconds
    this.#playable = playable
    this.#table = this.#lay(playable.game)
  }

  get game(): AnyGame {
    return this.#playable.game
  }

  adopt(playable: PlayableGame): Adoption {
    const { game } = this
    const isSame = game === playable.game || replaceRules(game, playable.game)
    this.#playable = isSame ? { ...playable, game } : playable
    if (isSame && !this.#fault) return 'rules'
    this.#nextTickAtMs = undefined
    return this.#layAnew(isSame)
  }

  /** A tick that threw was made in part: what is left of it is the world alone. */
  #layAnew(isSame: boolean): Adoption {
    this.#fault = undefined
    try {
      this.#table = this.#lay(this.game, this.#table.authority)
      return isSame ? 'rules' : 'carried'
    } catch (error) {
      if (isSame) this.#fault = { error }
      else console.warn('The state could not be carried over:', error)
    }
    if (isSame) return 'rules'
    try {
      this.#table = this.#lay(this.game)
    } catch (error) {
      this.#fault = { error }
    }
    return 'anew'
  }

  get stats() {
    return this.#ownClient.stats
  }

  advance(nowMs: number, sampleInput: () => unknown): void {
    this.#advance(nowMs, sampleInput)
  }

  /** The player's slot is played by a bot as well. */
  advanceWithoutPlayer(nowMs: number): void {
    this.#advance(nowMs, undefined)
  }

  view(nowMs: number): { world: unknown; tick: number; localTick: number } {
    // A client that holds a keyframe, as all do from the start, always has something to show.
    return this.#ownClient.view(nowMs) as MatchView<AnyGame>
  }

  async command(name: string, value: unknown): Promise<void> {
    const refusal = this.#command(this.slot, { name, value })
    if (refusal) throw new Error(refusal)
  }

  sendChat(): boolean {
    return false
  }

  async leave(): Promise<void> {
    this.phase = 'ended'
  }

  close(): Promise<void> {
    return this.leave()
  }

  on<Name extends keyof PlayableEvents>(
    name: Name,
    listener: (event: PlayableEvents[Name]) => void,
  ): () => void {
    const listeners = this.#listeners.get(name) ?? new Set()
    this.#listeners.set(name, listeners.add(listener as Listener))
    return () => listeners.delete(listener as Listener)
  }

  #advance(nowMs: number, sampleInput: (() => unknown) | undefined): void {
    if (this.#fault) throw this.#fault.error
    if (this.phase !== 'running') return
    try {
      this.#goOn(nowMs, sampleInput)
    } catch (error) {
      this.#fault = { error }
      throw error
    }
  }

  #goOn(nowMs: number, sampleInput: (() => unknown) | undefined): void {
    const tickMs = 1000 / this.game.tickRate
    const sinceStep = 1 - ((this.#nextTickAtMs ?? nowMs) - nowMs) / tickMs
    const { authority, clients } = this.#table
    clients.forEach((client, slot) => {
      const samplePlayer = slot === this.slot ? sampleInput : undefined
      const sample = samplePlayer ?? ((tick: number) => this.#botInput(client, slot, tick))
      for (const packet of client.advance(nowMs, sample)) {
        authority.receiveInput(slot, packet, sinceStep)
        for (const peer of clients) if (peer !== client) peer.receivePeerInput?.(slot, packet)
      }
    })
    this.#nextTickAtMs = Math.max(this.#nextTickAtMs ?? nowMs, nowMs - catchUpTicksMax * tickMs)
    for (; this.#nextTickAtMs <= nowMs; this.#nextTickAtMs += tickMs) this.#tick(nowMs)
  }

  #tick(nowMs: number): void {
    if (this.phase !== 'running') return
    const { authority, clients } = this.#table
    const events = authority.step()
    if (events.length > 0) this.#ownClient.receiveEvents(authority.tick, events)
    if (authority.isSnapshotDue) {
      const snapshots = authority.snapshots()
      clients.forEach((client, slot) => {
        for (const { to, packet } of snapshots)
          if (to === undefined || to.includes(slot)) client.receiveSnapshot(packet, nowMs)
        if (client.needsKeyframe) receiveKeyframes(client, slot, authority)
      })
    }
    for (const event of this.#ownClient.takeEvents()) this.#emit('event', event)
    if (authority.isOver()) this.#end()
  }

  #botInput(client: PlayClient<AnyGame>, slot: number, tick: number): unknown {
    const { think, thinkCommand } = this.#playable.mind
    const command = thinkCommand?.(client.latest, slot, tick, Math.random)
    if (command) this.#command(slot, command)
    return think(client.latest, slot, tick, Math.random)
  }

  /** Returns why it was refused, if it was. */
  #command(slot: number, command: { name: string; value: unknown }): string | undefined {
    const { authority, clients } = this.#table
    const client = clients[slot] as PlayClient<AnyGame>
    return authority.receiveCommand(slot, client.encodeCommand(command as never))?.detail
  }

  #lay(game: AnyGame, before?: MatchAuthority<AnyGame>): Table {
    const settings = settingsFor(game, this.#seconds)
    const seats = this.roster.length
    const authority = new MatchAuthority({ game, seed: this.#seed, settings, seats, tick: before?.tick ?? 0 })
    for (const { slot, team } of this.roster) authority.join(slot, { team })
    if (before) {
      carryOver(worldOf(game), before.world as object, authority.world as object)
      // A tick is what players can be told of.
      authority.step()
    }
    const clients = this.roster.map(({ slot }) => createPlayClient({ game, slot, settings, seats }))
    clients.forEach((client, slot) => {
      receiveKeyframes(client, slot, authority)
    })
    return { authority, clients }
  }

  get #ownClient(): PlayClient<AnyGame> {
    return this.#table.clients[this.slot] as PlayClient<AnyGame>
  }

  #end(): void {
    this.phase = 'ended'
    const standings = this.#table.authority.scores().map((score) => {
      const seat = this.roster[score.slot]
      return { ...score, playerId: seat?.playerId ?? '', name: seat?.name ?? '' }
    })
    const ended: Ended = { reason: 'finished', standings: standings.sort((a, b) => a.rank - b.rank) }
    this.#emit('phase', 'ended')
    this.#emit('ended', ended)
  }

  #emit<Name extends keyof PlayableEvents>(name: Name, event: PlayableEvents[Name]): void {
    for (const listener of this.#listeners.get(name) ?? []) listener(event as never)
  }
}

/** Teams of the first queue that has some, else one: what is practised is to be as it will be played. */
function teamsOf({ queues = {} }: AnyGame): number {
  for (const { shape } of Object.values(queues)) if (shape.kind === 'teams') return shape.count
  return 1
}

function worldOf(game: AnyGame) {
  const world = describe(game).schemas.state.fields.find(({ name }) => name === 'world')?.type
  if (world?.kind !== 'struct') throw new Error('a state holds a world')
  return world
}

function receiveKeyframes(
  client: PlayClient<AnyGame>,
  slot: number,
  authority: MatchAuthority<AnyGame>,
): void {
  for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
}

function settingsFor({ settings }: AnyGame, seconds: number | undefined): SettingValues {
  const setting = settings?.seconds
  return setting && seconds !== undefined ? { seconds: clamp(seconds, setting.min, setting.max) } : {}
}

function clamp(value: number, min: number, max: number): number {
  return Math.min(max, Math.max(min, value))
}

function nameOfBot(index: number): string {
  const name = botNames[index % botNames.length] as string
  const round = Math.floor(index / botNames.length)
  return round === 0 ? name : `${name} ${round + 1}`
}

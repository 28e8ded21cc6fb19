import type { Connection, Phase, Seat } from '@gameserver/client/browser'
import {
  type AnyGame,
  MatchAuthority,
  MatchClient,
  type MatchView,
  type SettingValues,
} from '@gameserver/engine'
import type { PlayableGame } from '../games.ts'
import type { Ended, PlayableEvents, PlayableMatch } from '../play/playable-match.ts'

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
  readonly #playable: PlayableGame
  readonly #authority: MatchAuthority<AnyGame>
  readonly #clients: MatchClient<AnyGame>[]
  readonly #listeners = new Map<string, Set<Listener>>()
  readonly #tickMs: number
  readonly #ticksPerSnapshot: number
  #nextTickAtMs: number | undefined

  constructor({ playable, playerName, bots, seconds, seed }: PracticeOptions) {
    const { game } = playable
    const settings = settingsFor(game, seconds)
    const seats = clamp(bots + 1, game.players.min, game.players.max)
    this.#playable = playable
    this.#tickMs = 1000 / game.tickRate
    this.#ticksPerSnapshot = game.tickRate / game.sendRate
    this.#authority = new MatchAuthority({ game, seed, settings })
    this.roster = Array.from({ length: seats }, (_, slot) => ({
      slot,
      playerId: `practice-${slot}`,
      name: slot === 0 ? playerName : nameOfBot(slot - 1),
      presence: 'connected' as const,
    }))
    for (const { slot } of this.roster) this.#authority.join(slot)
    this.#clients = this.roster.map(({ slot }) => new MatchClient({ game, slot, settings }))
    const keyframe = this.#authority.keyframe()
    for (const client of this.#clients) client.receiveKeyframe(keyframe)
  }

  get stats() {
    return (this.#clients[this.slot] as MatchClient<AnyGame>).stats
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
    return (this.#clients[this.slot] as MatchClient<AnyGame>).view(nowMs) as MatchView<AnyGame>
  }

  command(): Promise<void> {
    return Promise.reject(new Error('This match takes no commands'))
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
    if (this.phase !== 'running') return
    const sinceStep = 1 - ((this.#nextTickAtMs ?? nowMs) - nowMs) / this.#tickMs
    this.#clients.forEach((client, slot) => {
      const samplePlayer = slot === this.slot ? sampleInput : undefined
      const sample = samplePlayer ?? ((tick: number) => this.#botInput(client, slot, tick))
      for (const packet of client.advance(nowMs, sample)) {
        this.#authority.receiveInput(slot, packet, sinceStep)
      }
    })
    this.#nextTickAtMs = Math.max(this.#nextTickAtMs ?? nowMs, nowMs - catchUpTicksMax * this.#tickMs)
    for (; this.#nextTickAtMs <= nowMs; this.#nextTickAtMs += this.#tickMs) this.#tick(nowMs)
  }

  #tick(nowMs: number): void {
    if (this.phase !== 'running') return
    for (const event of this.#authority.step()) this.#emit('event', event)
    if (this.#authority.tick % this.#ticksPerSnapshot === 0) {
      const snapshot = this.#authority.snapshot()
      for (const client of this.#clients) client.receiveSnapshot(snapshot, nowMs)
    }
    if (this.#authority.isOver()) this.#end()
  }

  #botInput(client: MatchClient<AnyGame>, slot: number, tick: number): unknown {
    return this.#playable.mind.think(client.latest, slot, tick, Math.random)
  }

  #end(): void {
    this.phase = 'ended'
    const standings = this.#authority.scores().map((score) => {
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

import {
  type AddressedSnapshot,
  type AnyGame,
  createPlayClient,
  type InputPacket,
  type KeyframePacket,
  type PlayClient,
} from '@gameserver/engine'
import type { BotMind } from './bot-mind.ts'
import { mindFor } from './mind-for.ts'

/** Some who see each other, some who don't, and a queue of inputs each: more of them take longer and teach nothing new. */
const playersMax = 6

/** The side of the match that decides: an engine's MatchAuthority, or what is around one in a process that hosts matches. */
export interface RehearsedAuthority {
  join(slot: number): void
  keyframes(slot: number): readonly KeyframePacket[]
  step(): void
  /** What is to be sent after a tick that snapshots are due at. */
  snapshots(): readonly AddressedSnapshot[]
  receiveInput(slot: number, packet: InputPacket): void
  /** Asked before each tick. The one after which another authority goes on with the match, if one does now. */
  takeOver?(): number | undefined
  isOver(): boolean
}

export interface Rehearsal {
  game: AnyGame
  mind: BotMind | undefined
  authority: RehearsedAuthority
}

/** How many play when a game is rehearsed, in the slots from 0 on. */
export function rehearsalPlayers(game: AnyGame): number {
  return Math.min(playersMax, game.players.max)
}

/**
 * Plays a match in this process, as fast as it is asked for ticks, so that V8 has compiled both sides of it before one is played
 * in earnest: its first seconds would otherwise be slow. Yields how many ticks were made, after each. Throws what the game or its
 * bot throws.
 */
export function* rehearse({ game, mind, authority }: Rehearsal): Generator<number, void> {
  const players = Array.from({ length: rehearsalPlayers(game) }, (_, slot): Player => {
    authority.join(slot)
    return { slot, client: createPlayClient({ game, slot }), think: mindFor(game, mind).think }
  })
  for (const player of players) receiveKeyframes(player, authority)
  const sendTicks = game.tickRate / game.sendRate
  for (let tick = 1; !authority.isOver(); tick++) {
    const nowMs = (tick * 1000) / game.tickRate
    const takenOverTick = authority.takeOver?.()
    if (takenOverTick !== undefined)
      for (const player of players) greetAgain(player, authority, takenOverTick, nowMs)
    authority.step()
    if (tick % sendTicks === 0) exchange(players, authority, nowMs)
    yield tick
  }
}

interface Player {
  slot: number
  client: PlayClient<AnyGame>
  think: BotMind['think']
}

function receiveKeyframes({ slot, client }: Player, authority: RehearsedAuthority): void {
  for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
}

function greetAgain(player: Player, authority: RehearsedAuthority, tick: number, nowMs: number): void {
  const again = player.client.takenOver({ tick, dueTick: undefined }, nowMs)
  for (const packet of again) authority.receiveInput(player.slot, packet)
  receiveKeyframes(player, authority)
}

function exchange(players: readonly Player[], authority: RehearsedAuthority, nowMs: number): void {
  const snapshots = authority.snapshots()
  for (const { slot, client, think } of players) {
    for (const { to, packet } of snapshots)
      if (to === undefined || to.includes(slot)) client.receiveSnapshot(packet, nowMs)
    const world = client.view(nowMs)?.world
    const packets = client.advance(nowMs, (due) => think(world, slot, due, Math.random))
    for (const packet of packets) {
      authority.receiveInput(slot, packet)
      for (const other of players) if (other.slot !== slot) other.client.receivePeerInput?.(slot, packet)
    }
  }
}

import {
  type AddressedSnapshot,
  type AnyGame,
  createPlayClient,
  type InputPacket,
  type KeyframePacket,
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
  isOver(): boolean
}

export interface Rehearsal {
  game: AnyGame
  mind: BotMind | undefined
  authority: RehearsedAuthority
  ticksMax: number
  /** Asked before each tick. */
  isTimeUp(): boolean
}

/** How many play when a game is rehearsed, in the slots from 0 on. */
export function rehearsalPlayers(game: AnyGame): number {
  return Math.min(playersMax, game.players.max)
}

/**
 * Plays a match in this process, as fast as it goes, so that V8 has compiled both sides of it before one is played in earnest:
 * its first seconds would otherwise be slow. Returns how many ticks were made. Throws what the game or its bot throws.
 */
export function rehearse({ game, mind, authority, ticksMax, isTimeUp }: Rehearsal): number {
  const players = Array.from({ length: rehearsalPlayers(game) }, (_, slot) => {
    authority.join(slot)
    return { slot, client: createPlayClient({ game, slot }), think: mindFor(game, mind).think }
  })
  for (const { slot, client } of players)
    for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
  const sendTicks = game.tickRate / game.sendRate
  let tick = 0
  while (tick < ticksMax && !authority.isOver() && !isTimeUp()) {
    const nowMs = (++tick * 1000) / game.tickRate
    authority.step()
    if (tick % sendTicks !== 0) continue
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
  return tick
}

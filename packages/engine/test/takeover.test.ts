import { describe, expect, test } from 'vitest'
import type { AnyGame } from '../src/game/define-game.ts'
import { createPlayClient, MatchAuthority, type PlayClient } from '../src/index.ts'
import { InputCodec } from '../src/input/input-codec.ts'
import { brawlOf } from './brawl.ts'
import { errands } from './simulation/errands.ts'
import { type MatchPlan, planMatch } from './simulation/match-plan.ts'
import { playPlan } from './simulation/planned-match.ts'
import { skirmish } from './skirmish.ts'

const timeout = 60_000
const gapsMs = [50, 150, 300, 700, 1_500, 2_500]
const games = { errands, skirmish } as unknown as Record<string, AnyGame>

/** Nothing happens but a takeover, if that. */
function plainPlan(game: AnyGame, seed: number, takeover: MatchPlan['takeover']): MatchPlan {
  const without = ['takeover', 'cut', 'leave', 'late', 'settings', 'wild'] as const
  const plan = planMatch(game, seed, { players: 3, seconds: 6, network: 'calm', without })
  return { ...plan, takeover }
}

describe.each(Object.entries(games))('%s', (_name, game) => {
  test.each(gapsMs)('loses nothing, and shows nothing twice, in a gap of %i ms', { timeout }, (downMs) => {
    for (const [seed, isBehind] of [false, true].entries()) {
      const plan = plainPlan(game, seed, { atMs: 1_500 + 37 * seed, downMs, isBehind })
      expect(playPlan(game, undefined, plan).fault).toBeUndefined()
    }
  })
})

test('what was predicted comes true after a takeover as it does without one', { timeout }, () => {
  const played = (seed: number, takeover: MatchPlan['takeover']) =>
    playPlan(games.errands as AnyGame, undefined, plainPlan(games.errands as AnyGame, seed, takeover))
      .mispredictions
  for (const [seed, downMs] of [50, 150, 300, 700, 1_500].entries()) {
    const usual = played(seed, undefined)
    expect(played(seed, { atMs: 2_000, downMs, isBehind: true })).toBeLessThanOrEqual(usual + 3)
  }
})

const clients: readonly [string, AnyGame][] = [
  ['skirmish', skirmish as unknown as AnyGame],
  ['brawl', brawlOf() as unknown as AnyGame],
]

describe.each(clients)('the client of %s', (_name, game) => {
  const tickMs = 1000 / game.tickRate
  const sendTicks = game.tickRate / game.sendRate

  /** A client that has played so many ticks with an authority, and what it sent. */
  function playing(ticks: number): {
    client: PlayClient<AnyGame>
    authority: MatchAuthority<AnyGame>
    nowMs: number
  } {
    const client = createPlayClient({ game, slot: 0 })
    const authority = new MatchAuthority({ game, seed: 3 })
    authority.join(0)
    for (const keyframe of authority.keyframes(0)) client.receiveKeyframe(keyframe)
    let nowMs = 0
    for (; authority.tick < ticks; nowMs += tickMs) {
      authority.step()
      if (authority.isSnapshotDue)
        for (const { packet } of authority.snapshots()) client.receiveSnapshot(packet, nowMs)
      for (const input of client.advance(nowMs, still)) authority.receiveInput(0, input, 0)
      client.view(nowMs)
    }
    return { client, authority, nowMs }
  }

  /** No key held. */
  const still = (): never => new InputCodec(game).coder.initial() as never

  test('says all inputs again that the next owner lacks, and those for the ticks it makes up for', () => {
    const { client, authority, nowMs } = playing(120)
    const takenOver = { ...authority.checkpoint(), slots: [0] }
    const next = new MatchAuthority({ game, seed: 3, takenOver })
    const dueTick = 120 + Math.floor(1_900 / tickMs)
    next.catchUpTo(dueTick)
    const laterMs = nowMs + 1_900
    const again = client.takenOver({ tick: 120, dueTick }, laterMs)
    const madeUp = client.advance(laterMs + 1, still)
    expect(again.concat(madeUp).every(({ isAgain }) => isAgain)).toBe(true)
    expect(again.length + madeUp.length).toBeLessThanOrEqual(Math.ceil((dueTick - 120) / 32) + 2)
    for (const packet of [...again, ...madeUp]) expect(next.receiveInput(0, packet, 0)).toBeUndefined()
    for (let tick = 121; tick <= dueTick; tick++) expect(next.hasInput(0, tick), `${tick}`).toBe(true)
    while (next.tick < dueTick) next.step()
    expect(next.lateInputsOf(0)).toBe(0)
  })

  test('goes on from where it stood, with a keyframe and deltas of the next owner', () => {
    const { client, authority, nowMs } = playing(120)
    const takenOver = { ...authority.checkpoint(), slots: [0] }
    const next = new MatchAuthority({ game, seed: 3, takenOver })
    const shownBefore = client.view(nowMs)?.tick ?? 0
    for (const packet of client.takenOver({ tick: 120, dueTick: undefined }, nowMs))
      next.receiveInput(0, packet, 0)
    expect(client.view(nowMs + 1)?.tick).toBeGreaterThanOrEqual(shownBefore)
    for (const keyframe of next.keyframes(0)) client.receiveKeyframe(keyframe)
    for (let atMs = nowMs; next.tick < 120 + 20 * sendTicks; atMs += tickMs) {
      next.step()
      if (next.isSnapshotDue)
        for (const { packet } of next.snapshots())
          expect(client.receiveSnapshot(packet, atMs)).toBeUndefined()
      for (const input of client.advance(atMs, still)) expect(next.receiveInput(0, input, 0)).toBeUndefined()
    }
    expect(client.latestTick).toBe(next.tick)
    expect(client.needsKeyframe).toBe(false)
    expect(client.stats.desyncs).toBe(0)
  })
})

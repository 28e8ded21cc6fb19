import { MatchAuthority, MatchClient, type SnapshotPacket } from '@gameserver/engine'
import { sketch } from '@gameserver/games/sketch/sketch.ts'
import { expect, it } from 'vitest'
import { offencesOf } from '../replay/offences.ts'
import { Roster } from '../session/roster.ts'
import { BreachCount } from './breach-count.ts'
import { PacketGate } from './packet-gate.ts'

const tickMs = 1_000 / sketch.tickRate
const checkInput = ({ colour }: { colour: number }) => (colour === 7 ? 'no such colour' : undefined)
const game = { ...sketch, rules: { ...sketch.rules, maxSpeed: 600, teleportUnits: 200, checkInput } }

it('notes what pens of players should not do, where players decide, and does nothing about it', () => {
  const play = new MatchAuthority<typeof sketch>({ game, seed: 1 })
  const clients = [0, 1].map((slot) => new MatchClient<typeof sketch>({ game, slot }))
  for (const slot of [0, 1]) {
    play.join(slot)
    for (const client of clients)
      for (const keyframe of play.keyframes(slot)) client.receiveKeyframe(keyframe)
  }
  /** Bob's pen goes along a line, Eve's is now here, now there. */
  const penOf = (slot: number, tick: number) => {
    const x = slot === 0 ? tick * 4 : tick % 60 < 30 ? 10 : 900
    return { x, y: 300, isDown: true, colour: slot === 1 && tick === 200 ? 7 : 1, width: 1 }
  }
  const seats = ['bob', 'eve'].map((playerId, slot) => ({
    playerId,
    slot,
    name: playerId,
    team: 0,
    role: null,
  }))
  const roster = new Roster(seats, { seatWindowMs: 1_000, firstDeadlineMs: 1_000, nowMs: 0 })
  const sanctions: string[] = []
  const escalation = { warnAt: 1, silenceAt: 2 }
  const gate = new PacketGate({
    epoch: 1,
    roster,
    sendRate: 30,
    escalation,
    sanction: (_, what) => sanctions.push(what),
  })
  const breaches = new BreachCount('observer')

  const places: number[] = []
  const colours = new Set<number>()
  let underWay: SnapshotPacket[] = []
  for (let nowMs = 0; play.tick < 240; nowMs += tickMs) {
    for (const [slot, client] of clients.entries()) {
      for (const snapshot of underWay) client.receiveSnapshot(snapshot, nowMs)
      for (const packet of client.advance(nowMs, (tick) => penOf(slot, tick)))
        play.receiveInput(slot, packet, 0)
    }
    play.step()
    underWay = play.isSnapshotDue ? play.snapshots().map(({ packet }) => packet) : []
    places.push(play.world.players.get(1)?.x ?? -1)
    colours.add(play.world.players.get(1)?.colour ?? -1)
    for (const slot of [0, 1])
      for (const reason of breaches.since(slot, play.rejectionsOf(slot))) gate.note(reason)
  }

  expect(places.slice(60)).toContain(10)
  expect(places.slice(60)).toContain(900)
  expect(colours).toContain(7)
  const noted = play.rejectionsOf(1).get('teleported') ?? 0
  expect(noted).toBeGreaterThanOrEqual(5)
  expect(noted).toBeLessThanOrEqual(8)
  expect(offencesOf(roster, play as never)).toEqual({ eve: { teleported: noted, against_rules: 1 } })
  // What /stats and the metrics tell.
  expect(Object.fromEntries(gate.refusals)).toEqual({ teleported: noted, against_rules: 1 })
  expect(sanctions).toEqual([])
})

import { expect, test } from 'vitest'
import { MatchAuthority } from '../match-authority.ts'
import { Replay } from '../replay/replay.ts'
import { ReplayRecorder } from '../replay/replay-recorder.ts'
import { verifyReplay } from '../replay/verify-replay.ts'
import { playerMap, text, u8 } from '../schema/types.ts'
import { TestMatch } from '../test-match.ts'
import { defineGame } from './define-game.ts'

const skirmish = defineGame({
  id: 'skirmish',
  name: 'Skirmish',
  version: '1.0.0',
  description: 'A game for tests.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 4 },
  state: { players: playerMap({ team: u8, role: text(32) }), seats: u8 },
  input: {},
  join(world, slot, { team, role = 'none', seats }) {
    world.players.set(slot, { team, role })
    world.seats = seats
  },
  leave(world, slot) {
    world.players.delete(slot)
  },
  step() {},
  isOver: () => false,
  scores: (world) => [...world.players].map(([slot, { team }]) => ({ slot, score: team })),
})

const at = (match: MatchAuthority<typeof skirmish>, slot: number) => match.world.players.get(slot)

test('a game is told the team and the role of who joins', () => {
  const match = new MatchAuthority({ game: skirmish, seed: 1 })
  match.join(0)
  match.join(1, { team: 1, role: 'healer' })
  expect([at(match, 0), at(match, 1)]).toEqual([
    { team: 0, role: 'none' },
    { team: 1, role: 'healer' },
  ])
  expect(new TestMatch(skirmish, { players: 3, teams: [0, 1] }).world.players.get(1)?.team).toBe(1)
})

test('refuses teams and roles that no queue has', () => {
  const match = new MatchAuthority({ game: skirmish, seed: 1 })
  for (const team of [-1, 0.5, 128]) expect(() => match.join(0, { team })).toThrow(`no such team: ${team}`)
  expect(() => match.join(0, { role: 'ö'.repeat(33) })).toThrow('a role is too long')
  expect(match.scores()).toEqual([])
})

test('a replay has who came late, into which team', () => {
  const chunks: Uint8Array[] = []
  const recorded = { game: skirmish, seed: 1, seats: 2, matchId: 'm', startedAt: '', players: [] }
  const match: MatchAuthority<typeof skirmish> = new MatchAuthority({
    ...recorded,
    record: (record) => recorder.record(record),
  })
  const recorder: ReplayRecorder = new ReplayRecorder({
    ...recorded,
    authority: match,
    write: (chunk) => chunks.push(chunk),
  })
  const run = (ticks: number) => {
    for (let tick = 0; tick < ticks; tick++) match.step()
  }
  match.join(0, { team: 1, role: 'tank' })
  run(250)
  match.leave(0)
  recorder.admit([{ slot: 127, name: 'Späte' }])
  match.join(127, { team: 1, role: 'späher' })
  run(250)
  recorder.close([
    { slot: 0, score: 1, rank: 1 },
    { slot: 127, score: 1, rank: 1 },
  ])
  const replay = Replay.open(skirmish, Uint8Array.from(chunks.flatMap((chunk) => [...chunk])))
  if (!(replay instanceof Replay)) throw new Error(replay.detail)
  expect(verifyReplay(replay)).toBeUndefined()
  expect([replay.players, replay.chunks]).toEqual([[{ slot: 127, name: 'Späte' }], chunks.length])
  replay.seek(500)
  expect([...replay.world.players]).toEqual([[127, { team: 1, role: 'späher' }]])
  expect(replay.world.seats).toBe(2)
})

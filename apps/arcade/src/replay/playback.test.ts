import {
  type AnyGame,
  defineGame,
  MatchAuthority,
  playerMap,
  Replay,
  ReplayRecorder,
  u16,
} from '@gameserver/engine'
import { expect, test } from 'vitest'
import { Playback } from './playback.ts'

const clock = defineGame({
  id: 'clock',
  name: 'Clock',
  version: '1.0.0',
  description: 'Counts.',
  tickRate: 50,
  sendRate: 25,
  mode: 'full',
  players: { min: 1, max: 2 },
  state: { ticks: u16, players: playerMap({ x: u16 }) },
  input: { x: u16 },
  events: { second: { count: u16 } },
  join: (world, slot) => world.players.set(slot, { x: 0 }),
  leave: (world, slot) => world.players.delete(slot),
  step(world, _inputs, { emit, tickRate }) {
    world.ticks++
    if (world.ticks % tickRate === 0) emit('second', { count: world.ticks / tickRate })
  },
  isOver: () => false,
  scores: () => [],
}) as unknown as AnyGame

function recorded(ticks: number): Replay<AnyGame> {
  const chunks: Uint8Array[] = []
  const authority: MatchAuthority<AnyGame> = new MatchAuthority({
    game: clock,
    seed: 1,
    record: (record) => recorder.record(record),
  })
  const match = { game: clock, seed: 1, authority, matchId: 'm', startedAt: '', players: [] }
  const recorder = new ReplayRecorder({ ...match, write: (chunk) => chunks.push(chunk) })
  while (authority.tick < ticks) authority.step()
  recorder.close([])
  return Replay.open(clock, Uint8Array.from(chunks.flatMap((chunk) => [...chunk]))) as Replay<AnyGame>
}

test('plays by the clock, at its speed, until the end', () => {
  const playback = new Playback(recorded(500))
  const told: unknown[] = []
  const advance = (nowMs: number) => playback.advance(nowMs, ({ value }) => told.push(value))
  for (let nowMs = 0; nowMs <= 2_010; nowMs += 10) advance(nowMs)
  expect(playback.position).toBeCloseTo(100.5)
  expect(playback.view().tick).toBeCloseTo(100.5)
  expect(told).toEqual([{ count: 1 }, { count: 2 }])
  playback.speed = 4
  for (let nowMs = 2_010; nowMs <= 3_010; nowMs += 10) advance(nowMs)
  expect(playback.position).toBeCloseTo(300.5)
  for (let nowMs = 3_010; nowMs <= 9_000; nowMs += 10) advance(nowMs)
  expect([playback.position, playback.isPlaying]).toEqual([500, false])
  playback.play()
  expect([playback.position, playback.isPlaying]).toEqual([0, true])
})

test('stands still while paused, and where it was sought', () => {
  const playback = new Playback(recorded(500))
  playback.advance(0, () => expect.unreachable())
  playback.isPlaying = false
  playback.seek(333)
  playback.advance(5_000, () => expect.unreachable())
  expect((playback.view().world as { ticks: number }).ticks).toBe(333)
  playback.isPlaying = true
  playback.advance(5_010, () => expect.unreachable())
  expect(playback.position).toBeCloseTo(333.5)
})

test('a machine that is too slow for it plays more slowly', () => {
  const playback = new Playback(recorded(500))
  playback.advance(0, () => {})
  playback.advance(60_000, () => {})
  expect(playback.position).toBe(48)
})

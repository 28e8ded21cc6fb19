import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type AnyGame, createPlayClient, MatchAuthority, ReplayRecorder } from '@gameserver/engine'
import { findBotMind, findGames } from '@gameserver/games/find-games.ts'
import { randomInputs } from '@gameserver/games/random-inputs.ts'
import { afterAll, describe, expect, test } from 'vitest'
import { repository } from '../repository.ts'
import { momentOf } from './moment.ts'
import { openReplay } from './opened-file.ts'
import { describeVerification, verifyFiles } from './verification.ts'

const players = 6
const matchTicks = 20 * 60
const folder = mkdtempSync(join(tmpdir(), 'replays-'))
const original = await recorded('arena', players, matchTicks)
const file = written('arena.gsr', original.bytes)

afterAll(() => rmSync(folder, { recursive: true }))

describe('every game', async () => {
  test.each(await findGames())('$id comes out as it was', async ({ id, players: { min, max }, tickRate }) => {
    const { bytes, hash } = await recorded(id, Math.min(Math.max(min, 3), max), 10 * tickRate)
    const verification = await verifyFiles([written(`game-${id}.gsr`, bytes)], { expected: hash })
    expect(describeVerification(verification)).toMatch(/^ok: /)
  })
})

describe('gameserver replay verify', () => {
  test('finds the arena and has twenty seconds of bots come out as they were', async () => {
    const verification = await verifyFiles([file], { expected: original.hash })
    expect(verification).toMatchObject({ ok: true, exitCode: 0, outcome: 'ok' })
    expect(verification.replay).toMatchObject({ game: 'arena', isComplete: true, hash: original.hash })
    expect(verification.replay?.scores?.some(({ score }) => score > 0)).toBe(true)
  })

  test('goes by a chain of hashes that anybody can compute', () => {
    let hash = Buffer.alloc(32)
    for (let at = 4; at < original.bytes.length; at += 32) {
      const end = at + 5 + original.bytes.readUInt32LE(at + 1)
      hash = createHash('sha256').update(hash).update(original.bytes.subarray(at, end)).digest()
      expect(original.bytes.subarray(end, end + 32).equals(hash)).toBe(true)
      at = end
    }
    expect(hash.toString('hex')).toBe(original.hash)
  })

  test('names the first chunk that was tampered with', async () => {
    const bytes = Buffer.from(original.bytes)
    bytes[Math.floor(bytes.length / 2)] = (bytes[Math.floor(bytes.length / 2)] as number) ^ 4
    const verification = await verifyFiles([written('tampered.gsr', bytes)])
    expect(verification).toMatchObject({ ok: false, exitCode: 1, outcome: 'tampered' })
    expect(verification.chunk).toBeGreaterThan(1)
    expect(describeVerification(verification)).toContain(`chunk ${verification.chunk} `)
  })

  test('is not content with another match, or with a part', async () => {
    expect(await verifyFiles([file], { expected: 'a'.repeat(64) })).toMatchObject({ exitCode: 1 })
    const part = written('part.gsr', original.bytes.subarray(0, original.bytes.length - 100))
    expect(await verifyFiles([part])).toMatchObject({ ok: false, exitCode: 1, outcome: 'incomplete' })
  })

  test.each([
    ['nothing', Buffer.alloc(0), 'cut_off'],
    ['a text', Buffer.from('hello, this is a text'), 'not_a_replay'],
    ['a header', original.bytes.subarray(0, 400), 'cut_off'],
  ])('takes %s for no replay', async (name, bytes, outcome) => {
    expect(await verifyFiles([written(name, bytes)])).toMatchObject({ ok: false, exitCode: 2, outcome })
  })

  test('tells the shell by its exit code', () => {
    expect(run('verify', file)).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^ok: \d+ ticks come/),
    })
    expect(run('verify', written('not-one.gsr', Buffer.from('no'))).status).toBe(2)
    expect(run('verify').status).toBe(2)
    const shown = run('show', file, '--at', '8', '--json')
    expect(JSON.parse(shown.stdout)).toMatchObject({ tick: 480, world: { phase: 'fight' } })
  }, 60_000)
})

test('a moment shows who was where', async () => {
  const moment = momentOf(await openReplay([file]), 8)
  expect(Object.keys((moment.world as { players: object }).players)).toHaveLength(players)
  expect(moment).toMatchObject({ seconds: 8, world: { phase: 'fight' } })
})

/** Bots that see what clients see, and do what they do at it. */
async function recorded(
  id: string,
  players: number,
  ticks: number,
): Promise<{ bytes: Buffer; hash: string }> {
  const game = (await findGames()).find((candidate) => candidate.id === id) as AnyGame
  const { think, thinkCommand } = (await findBotMind(id)) ?? { think: randomInputs(game.input) }
  const chunks: Uint8Array[] = []
  const match = { game, seed: 11, seats: players }
  const authority: MatchAuthority<AnyGame> = new MatchAuthority({
    ...match,
    record: (record) => recorder.record(record),
  })
  const recorder = new ReplayRecorder({
    ...match,
    authority,
    matchId: 'recorded',
    startedAt: new Date().toISOString(),
    players: [],
    write: (chunk) => chunks.push(chunk),
  })
  const clients = Array.from({ length: players }, (_, slot) => createPlayClient({ ...match, slot }))
  for (const slot of clients.keys()) authority.join(slot)
  const chance = chanceFrom(1)
  while (!authority.isOver() && authority.tick < ticks) {
    authority.step()
    if (!authority.isSnapshotDue) continue
    const nowMs = (authority.tick * 1_000) / game.tickRate
    const snapshots = authority.snapshots()
    for (const [slot, client] of clients.entries()) {
      for (const { to, packet } of snapshots)
        if (to === undefined || to.includes(slot)) client.receiveSnapshot(packet, nowMs)
      if (client.needsKeyframe)
        for (const keyframe of authority.keyframes(slot)) client.receiveKeyframe(keyframe)
      client.view(nowMs)
      if (client.latest === undefined) continue
      const command = thinkCommand?.(client.latest, slot, authority.tick, chance)
      if (command) authority.receiveCommand(slot, client.encodeCommand(command as never))
      const packets = client.advance(nowMs, (tick) => think(client.latest, slot, tick, chance))
      for (const packet of packets) authority.receiveInput(slot, packet, 0)
    }
  }
  recorder.close(authority.scores())
  return { bytes: Buffer.concat(chunks), hash: recorder.headHash }
}

function chanceFrom(seed: number): () => number {
  let state = seed
  return () => {
    state = (state * 48_271) % 2_147_483_647
    return state / 2_147_483_647
  }
}

function written(name: string, bytes: Uint8Array): string {
  const path = join(folder, name)
  writeFileSync(path, bytes)
  return path
}

function run(...args: string[]) {
  const enter = join(repository, 'packages/services/bin/enter.mjs')
  return spawnSync(process.execPath, [enter, 'replay', ...args], { encoding: 'utf8', timeout: 30_000 })
}

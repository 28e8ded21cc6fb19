import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MatchAuthority, RollbackClient } from '@gameserver/engine'
import { duel } from '@gameserver/games/duel/duel.ts'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { DesyncFolder } from './desync-folder.ts'

/** So long after a difference it may be until it is written down. */
const ticksMax = 18

test('whatever tick of a game with rollback comes out otherwise at a client, its fields are written down', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'desyncs-'))
  const desyncs = new DesyncFolder(folder, pino({ level: 'silent' }))
  for (let wrongTick = 40; wrongTick < 52; wrongTick++) await desyncs.write('m', 'p', dumpOf(wrongTick))
  const files = await readdir(folder)
  expect(files).toHaveLength(12)
  for (const file of files) {
    const { tick, ...dump } = JSON.parse(await readFile(join(folder, file), 'utf8'))
    expect(tick).toBeGreaterThanOrEqual(40)
    expect(dump).toMatchObject({ matchId: 'm', playerId: 'p' })
    expect(dump.fields).toContainEqual({ path: 'world.fighters[1].hp', authority: 100, client: 99 })
  }
})

test('the next owner of a match leaves what the one before has written', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'desyncs-'))
  const dump = dumpOf(40)
  for (const playerId of ['first', 'second'])
    await new DesyncFolder(folder, pino({ level: 'silent' })).write('m', playerId, dump)
  const written = await Promise.all(
    ['m-1', 'm-2'].map((name) => readFile(join(folder, `${name}.json`), 'utf8')),
  )
  expect(written.map((text) => JSON.parse(text).playerId)).toEqual(['first', 'second'])
})

/** A client whose fighters are hurt at a tick, and what its authority says of it. */
function dumpOf(wrongTick: number) {
  const authority = new MatchAuthority({ game: duel, seed: 1 })
  const game: typeof duel = {
    ...duel,
    step(world, inputs, ctx) {
      duel.step(world, inputs, ctx)
      if (ctx.tick === wrongTick) (world.fighters.get(1) as { hp: number }).hp--
    },
  }
  const client = new RollbackClient({ game, slot: 0 })
  for (const slot of [0, 1]) authority.join(slot)
  for (const keyframe of authority.keyframes(0)) client.receiveKeyframe(keyframe)
  for (let tick = 1; tick < wrongTick + ticksMax; tick++) {
    authority.step()
    for (const { packet } of authority.snapshots()) client.receiveSnapshot(packet, (tick * 1000) / 60)
    const report = client.takeDesync()
    if (report) return authority.explainDesync(0, report) ?? expect.fail('not known any more')
  }
  return expect.fail(`a difference at tick ${wrongTick} was not found`)
}

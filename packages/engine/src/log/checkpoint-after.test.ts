import { expect, test } from 'vitest'
import { defineGame } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { NamedCodec } from '../game/named-codec.ts'
import { InputCodec } from '../input/input-codec.ts'
import { MatchAuthority } from '../match-authority.ts'
import type { CommandRejected } from '../rules/command-rejected.ts'
import { Tape } from '../schema/tape.ts'
import { bool, playerMap, u16 } from '../schema/types.ts'
import { checkpointAfter } from './checkpoint-after.ts'
import type { TickRecord } from './tick-record.ts'

const cadenceTicks = 30
const cooldownTicks = 40

const range = defineGame({
  id: 'range',
  name: 'Range',
  version: '1.0.0',
  description: 'Shots are counted.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 2 },
  rules: { cadenceTicks: { fire: cadenceTicks }, cooldownTicks: { heal: cooldownTicks } },
  state: { players: playerMap({ shots: u16, wasDown: bool }) },
  input: { fire: bool },
  commands: { heal: { isNeeded: bool } },
  command: (_world, _slot, { value }) => (value.isNeeded ? undefined : 'nobody is hurt'),
  join: (world, slot) => void world.players.set(slot, { shots: 0, wasDown: false }),
  leave: (world, slot) => void world.players.delete(slot),
  step(world, inputs) {
    for (const [slot, player] of world.players) {
      const isDown = inputs.get(slot)?.fire ?? false
      if (isDown && !player.wasDown) player.shots++
      player.wasDown = isDown
    }
  },
  isOver: () => false,
  scores: () => [],
})

const inputCodec = new InputCodec(range)
const { commands, contextCount } = codersOf(range)
const commandCodec = new NamedCodec(commands, contextCount)
const terms = { settings: {}, seats: 2 }

/** A match that may change hands, and what its log holds. */
class Shooting {
  records: TickRecord[] = []
  authority = this.authorityOf(undefined)
  checkpoint = this.authority.checkpoint()

  begin(): this {
    this.authority.join(0)
    return this
  }

  /** One tick, for which the player says whether the trigger is down. */
  play(fire: boolean): void {
    const newestTick = this.authority.tick + 1
    const tape = new Tape()
    inputCodec.coder.flatten({ fire }, tape)
    const inputs = inputCodec.encode(tape, 1)
    const acknowledged = { snapshotTick: 0, received: 0, privateTick: 0, shownSixteenths: 0 }
    this.authority.receiveInput(0, { newestTick, count: 1, inputs, ...acknowledged }, 0)
    this.authority.step()
  }

  wait(ticks: number): void {
    for (let left = ticks; left > 0; left--) this.play(false)
  }

  heal(isNeeded = true): CommandRejected | undefined {
    const packet = commandCodec.encode({ name: 'heal', value: { isNeeded } } as never)
    return this.authority.receiveCommand(0, packet)
  }

  writeDown(): void {
    this.checkpoint = this.authority.checkpoint()
    this.records = []
  }

  takeOver(): void {
    const standing = checkpointAfter(range, terms, this.checkpoint, this.records)
    this.authority = this.authorityOf({ ...standing, slots: [0] })
    this.writeDown()
  }

  get shots(): number | undefined {
    return this.authority.world.players.get(0)?.shots
  }

  get accusations(): number {
    return this.authority.rejectionsOf(0).get('too_frequent') ?? 0
  }

  private authorityOf(takenOver: ConstructorParameters<typeof MatchAuthority<typeof range>>[0]['takenOver']) {
    return new MatchAuthority({
      game: range,
      seed: 1,
      seats: 2,
      takenOver,
      record: ({ tick, happenings, inputs, shown }) =>
        this.records.push({ tick, happenings: [...happenings], inputs: new Map(inputs), shown }),
    })
  }
}

test('a takeover gives nobody a free shot, wherever the log was cut', () => {
  for (const writtenAfter of [0, 3, 10]) {
    const match = new Shooting().begin()
    match.play(true)
    match.wait(writtenAfter)
    match.writeDown()
    match.wait(10 - writtenAfter)
    match.takeOver()
    match.play(true)
    expect(match.shots).toBe(1)
    // Where the log alone has the tick it was let go in, it may have been that nothing was heard: that is excused.
    expect(match.accusations).toBe(writtenAfter > 0 ? 1 : 0)
    match.wait(cadenceTicks - 12)
    match.play(true)
    expect(match.shots).toBe(2)
  }
})

test('of a shot that the log alone knows of, half the cadence is kept, and who keeps all of it is never accused', () => {
  const match = new Shooting().begin()
  match.writeDown()
  match.play(true)
  match.wait(5)
  match.takeOver()
  match.play(true)
  expect(match.shots).toBe(1)
  match.wait(cadenceTicks - 7)
  const before = match.accusations
  match.play(true)
  expect(match.shots).toBe(2)
  expect(match.accusations).toBe(before)
})

test('commands cool down across a takeover, to the tick, and those refused do not', () => {
  for (const isWrittenDown of [true, false]) {
    const match = new Shooting().begin()
    match.wait(3)
    expect(match.heal()).toBeUndefined()
    if (isWrittenDown) match.writeDown()
    match.wait(cooldownTicks - 1)
    match.takeOver()
    expect(match.heal()?.reason).toBe('cooling_down')
    match.wait(1)
    expect(match.heal(false)?.reason).toBe('refused')
    match.wait(1)
    match.takeOver()
    expect(match.heal()).toBeUndefined()
  }
})

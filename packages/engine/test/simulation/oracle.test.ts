import { afterEach, describe, expect, test, vi } from 'vitest'
import { EventFeed } from '../../src/client/event-feed.ts'
import { SentInputs } from '../../src/client/sent-inputs.ts'
import type { AnyGame, StepContext } from '../../src/game/define-game.ts'
import { Simulation } from '../../src/game/simulation.ts'
import { EntityMap, MatchAuthority } from '../../src/index.ts'
import { InputQueue } from '../../src/input/input-queue.ts'
import { MatchClient } from '../../src/match-client.ts'
import { skirmish } from '../skirmish.ts'
import { Link } from '../virtual-network.ts'
import { errands } from './errands.ts'
import type { RuleName } from './fault.ts'
import { HiddenParts } from './hidden-parts.ts'
import { planMatch } from './match-plan.ts'
import { playPlan } from './planned-match.ts'
import type { Downlink } from './planned-player.ts'

const games = { errands: errands as unknown as AnyGame, skirmish: skirmish as unknown as AnyGame }

function faultOf(game: AnyGame, seed: number) {
  return playPlan(game, undefined, planMatch(game, seed)).fault
}

describe.each(Object.entries(games))('%s', (_name, game) => {
  test('holds all rules, on any line and whatever happens', { timeout: 30_000 }, () => {
    for (let seed = 0; seed < 16; seed++) expect(faultOf(game, seed), `seed ${seed}`).toBeUndefined()
  })
})

test('a seed is played the same each time', () => {
  const traces = [1, 2].map(() => {
    const lines: string[] = []
    playPlan(games.errands, undefined, planMatch(games.errands, 5), (line) => lines.push(line))
    return lines
  })
  expect(traces[0]?.length).toBeGreaterThan(10)
  expect(traces[1]).toEqual(traces[0])
})

/** What is broken, the rule that finds it, and the seeds within which it has to. */
const sabotages: readonly [what: string, rule: RuleName, sabotage: () => AnyGame | undefined][] = [
  [
    'a game that draws chance outside the seed',
    'records',
    () => changed((world) => void world.coins.set(0, { x: Math.floor(Math.random() * 200), y: 0 })),
  ],
  [
    'a game that throws',
    'crash',
    () =>
      changed((_world, ctx) => {
        if (ctx.tick === 40) throw new Error('not prepared for this')
      }),
  ],
  ['an event that gets lost', 'events', () => onEvents(() => [])],
  ['an event that comes twice', 'events', () => onEvents((events) => [...events, ...events])],
  ['events out of order', 'events', () => onEvents(secondBeforeFirst())],
  [
    'a predicted event that is never shown',
    'events',
    () => {
      vi.spyOn(EventFeed.prototype, 'predicted').mockImplementation(() => {})
      const { told } = EventFeed.prototype
      vi.spyOn(EventFeed.prototype, 'told').mockImplementation(function (
        this: EventFeed<AnyGame>,
        tick,
        events,
      ) {
        return told.call(
          this,
          tick,
          events.filter(({ kind }) => kind !== 2),
        )
      })
      return undefined
    },
  ],
  [
    'a command that is done twice',
    'commands',
    () => {
      const { receiveCommand } = MatchAuthority.prototype
      vi.spyOn(MatchAuthority.prototype, 'receiveCommand').mockImplementation(function (
        this: MatchAuthority<AnyGame>,
        slot,
        packet,
      ) {
        receiveCommand.call(this, slot, packet)
        return receiveCommand.call(this, slot, packet)
      })
      return undefined
    },
  ],
  [
    'inputs that are played a tick late',
    'inputs',
    () => {
      const { take } = InputQueue.prototype
      vi.spyOn(InputQueue.prototype, 'take').mockImplementation(function (this: InputQueue, tick) {
        return take.call(this, tick - 1)
      })
      return undefined
    },
  ],
  [
    'inputs that are sampled, and sent as others',
    'inputs',
    () => {
      const { add } = SentInputs.prototype
      vi.spyOn(SentInputs.prototype, 'add').mockImplementation(function (
        this: SentInputs,
        tick,
        input,
        shown,
      ) {
        add.call(this, tick, { ...input, moveX: tick % 50 === 0 ? 1 : input.moveX }, shown)
      })
      return undefined
    },
  ],
  [
    'a tick that is skipped',
    'ticks',
    () => {
      const { step } = Simulation.prototype
      vi.spyOn(Simulation.prototype, 'step').mockImplementation(function (this: Simulation<AnyGame>, inputs) {
        if (this.tick === 50) this.tick++
        step.call(this, inputs)
      })
      return undefined
    },
  ],
  [
    'a world that is understood a little otherwise',
    'states',
    () => {
      const otherWorld = worldWithOneMore()
      vi.spyOn(MatchClient.prototype, 'latest', 'get').mockImplementation(otherWorld)
      return undefined
    },
  ],
  [
    'a clock that is told to hurry for ever',
    'lead',
    () => {
      vi.spyOn(InputQueue.prototype, 'depth', 'get').mockReturnValue(-40)
      return undefined
    },
  ],
  [
    'a client that remembers all events',
    'memory',
    () => {
      const { take } = EventFeed.prototype
      vi.spyOn(EventFeed.prototype, 'take').mockImplementation(function (
        this: EventFeed<AnyGame> & { all?: unknown[] },
      ) {
        this.all ??= []
        this.all.push(...Array.from({ length: 400 }, () => ({ of: this.all?.length })))
        return take.call(this)
      })
      return undefined
    },
  ],
]

describe('the oracle finds', () => {
  afterEach(() => void vi.restoreAllMocks())

  test.each(sabotages)('%s', { timeout: 30_000 }, (_what, rule, sabotage) => {
    const game = sabotage() ?? games.errands
    const found = new Set<RuleName>()
    for (let seed = 0; seed < 6 && !found.has(rule); seed++) found.add(faultOf(game, seed)?.rule as RuleName)
    expect([...found]).toContain(rule)
  })

  test('a secret that is told', () => {
    const parts = new HiddenParts(games.errands)
    const circumstances = { past: () => [], isShort: false, hasLongBeen: () => false }
    const world = (purse: number) => ({
      coins: new EntityMap(1, 1),
      players: new EntityMap(8, 8)
        .set(0, { x: 0, y: 0, rest: 0, purse: 7, bag: [], things: 0 })
        .set(1, { x: 0, y: 0, rest: 0, purse, bag: [], things: 0 }),
    })
    const leaks = (purse: number, slot: number) =>
      parts.judge(world(5), world(purse), slot, circumstances).leaks
    expect(leaks(0, 0)).toEqual([])
    expect(leaks(5, 0)).toEqual(['players.1.purse is 5'])
    expect(leaks(5, 1)).toEqual(['players.0.purse is 7'])
    expect(parts.areNone).toBe(false)
    expect(new HiddenParts(games.skirmish).areNone).toBe(true)
  })
})

type ErrandsStep = typeof errands.step

/** Errands with something done besides at each tenth tick. */
function changed(more: (world: Parameters<ErrandsStep>[0], ctx: StepContext) => void): AnyGame {
  const step: ErrandsStep = (world, inputs, ctx) => {
    errands.step(world, inputs, ctx)
    if (ctx.tick % 10 === 0) more(world, ctx as never)
  }
  return { ...errands, step } as unknown as AnyGame
}

type Events = Extract<Downlink, { events: unknown }>['events']

function onEvents(change: (events: Events) => Events): undefined {
  const { sendReliably } = Link.prototype
  vi.spyOn(Link.prototype, 'sendReliably').mockImplementation(function (this: Link<unknown>, packet, nowMs) {
    const { events, tick = 0 } = packet as Partial<Extract<Downlink, { events: unknown }>>
    const isIt = events !== undefined && tick > 60
    sendReliably.call(this, isIt ? { ...(packet as object), events: change(events) } : packet, nowMs)
  })
  return undefined
}

/** Holds each second tick's events back until those of the next one have been sent. */
function secondBeforeFirst(): (events: Events) => Events {
  let held: Events | undefined
  return (events) => {
    const before = held
    held = before === undefined ? events : undefined
    return before === undefined ? [] : [...events, ...before]
  }
}

function worldWithOneMore(): () => unknown {
  const { get } = Object.getOwnPropertyDescriptor(MatchClient.prototype, 'latest') as { get(): unknown }
  return function (this: MatchClient<AnyGame>) {
    const world = get.call(this) as { nextCoin: number } | undefined
    return world && this.latestTick > 60 ? { ...world, nextCoin: world.nextCoin + 1 } : world
  }
}

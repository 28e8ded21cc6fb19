import { bool, defineGame, fixed, int, map, playerMap, u8, u16 } from '../src/index.ts'

const half = 200
const walkSpeed = 180
const reach = 40
const staggerTicks = 12
const punchTicks = 10

/** A fighting game in small: up to four who walk, jump, punch and throw stones, with chance in each blow. `jolt` adds to each walk. */
export function brawlOf(jolt: () => number = () => 0) {
  return defineGame({
    id: 'brawl',
    name: 'Brawl',
    version: '1.0.0',
    description: 'Punch or be punched.',
    tickRate: 60,
    sendRate: 60,
    mode: 'full',
    rollback: { inputDelayTicks: 2 },
    players: { min: 2, max: 4 },
    state: {
      stones: map({ x: fixed(-half, half, 1 / 16), vx: fixed(-512, 512, 1 / 4), by: u8 }, 16),
      nextStone: u16,
      fighters: playerMap({
        x: fixed(-half, half, 1 / 16),
        y: fixed(0, half, 1 / 16),
        vy: fixed(-1024, 1024, 1 / 4),
        facesRight: bool,
        punch: int(0, punchTicks),
        stagger: int(0, staggerTicks),
        hits: u16,
        taunts: u8,
      }),
    },
    input: { moveX: int(-1, 1), jump: bool, punch: bool, stone: bool },
    events: { hit: { by: u8, target: u8, power: u8 }, arrival: { slot: u8 } },
    predicts: ['hit'],
    commands: { taunt: { times: u8 } },
    rules: { maxSpeed: 600, cadenceTicks: { punch: 4 } },
    join(world, slot, { random, emit }) {
      const x = random.int(200) - 100
      const still = { vy: 0, facesRight: x < 0, punch: 0, stagger: 0, hits: 0, taunts: 0 }
      world.fighters.set(slot, { x, y: 0, ...still })
      emit('arrival', { slot })
    },
    leave(world, slot) {
      world.fighters.delete(slot)
    },
    command(world, slot, { value }) {
      const fighter = world.fighters.get(slot)
      if (fighter === undefined || value.times > 9) return 'nobody listens'
      fighter.taunts += value.times
      return undefined
    },
    step(world, inputs, { tickRate, random, emit, math }) {
      for (const [slot, fighter] of world.fighters) {
        const input = inputs.get(slot)
        if (input === undefined) continue
        if (fighter.stagger > 0) fighter.stagger--
        else {
          fighter.x = math.clamp(fighter.x + (input.moveX * walkSpeed) / tickRate + jolt(), -half, half)
          if (input.moveX !== 0) fighter.facesRight = input.moveX > 0
          if (input.jump && fighter.y === 0) fighter.vy = 500
          if (input.punch && fighter.punch === 0) fighter.punch = punchTicks
          if (input.stone && !world.stones.isFull && random.float() < 0.1) {
            const vx = fighter.facesRight ? 300 : -300
            world.stones.set(world.nextStone, { x: fighter.x, vx, by: slot })
            world.nextStone = (world.nextStone + 1) % 60_000
          }
        }
        fighter.y = Math.max(0, fighter.y + fighter.vy / tickRate)
        fighter.vy = fighter.y === 0 ? 0 : fighter.vy - 1500 / tickRate
        if (fighter.punch > 0) fighter.punch--
      }
      const strike = (by: number, x: number, within: number): boolean => {
        for (const [target, fighter] of world.fighters) {
          if (target === by || Math.abs(fighter.x - x) > within || fighter.y > 60 || fighter.stagger > 0)
            continue
          fighter.stagger = staggerTicks
          const striker = world.fighters.get(by)
          if (striker !== undefined) striker.hits++
          emit('hit', { by, target, power: 1 + random.int(20) })
          return true
        }
        return false
      }
      for (const [slot, fighter] of world.fighters)
        if (fighter.punch === punchTicks / 2) strike(slot, fighter.x + (fighter.facesRight ? 20 : -20), reach)
      for (const [key, stone] of world.stones) {
        stone.x += stone.vx / tickRate
        if (Math.abs(stone.x) >= half || strike(stone.by, stone.x, 10)) world.stones.delete(key)
      }
    },
    isOver: () => false,
    scores: (world) => [...world.fighters].map(([slot, { hits }]) => ({ slot, score: hits })),
  })
}

export type Brawl = ReturnType<typeof brawlOf>

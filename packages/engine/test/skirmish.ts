import {
  angle,
  bool,
  countdown,
  defineGame,
  fixed,
  int,
  list,
  map,
  oneOf,
  optional,
  playerMap,
  text,
  u8,
  u16,
  u32,
  unit,
} from '../src/index.ts'

const speed = 240
const size = 256

/** A game with a bit of everything: players who run and push each other, shots with a life, chance, texts and lists. */
export const skirmish = defineGame({
  id: 'skirmish',
  name: 'Skirmish',
  version: '1.0.0',
  description: 'Run, shoot, collect.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 32 },
  settings: { seconds: { default: 60, min: 1, max: 600 } },
  state: {
    secondsLeft: u16,
    weather: oneOf('sun', 'rain', 'fog'),
    motto: text(24),
    nextShot: u16,
    storm: { isNear: bool, wind: unit(), eye: optional({ x: fixed(-9, 9, 0.1), y: int(-9, 9) }) },
    chronicle: list({ tick: u32, line: text(12) }, 3),
    shots: map(
      {
        x: fixed(-size, size, 1 / 16),
        y: fixed(-size, size, 1 / 16),
        angle: angle(10),
        by: u8,
        ticksLeft: countdown(30),
      },
      128,
    ),
    players: playerMap({
      x: fixed(-size, size, 1 / 64, { rate: 'vx' }),
      y: fixed(-size, size, 1 / 64, { rate: 'vy' }),
      vx: fixed(-512, 512, 1 / 4),
      vy: fixed(-512, 512, 1 / 4),
      aim: angle(10),
      hp: u8,
      cooldown: countdown(20),
      score: u16,
      bag: list(u8, 4),
      lastHitBy: optional(u8),
    }),
  },
  input: { moveX: unit(), moveY: unit(), aim: angle(10), fire: bool },
  events: { hit: { by: u8, target: u8 }, weather: { name: text(8) } },
  rules: {
    maxSpeed: speed,
    checkInput: (input) =>
      Math.abs(input.moveX) + Math.abs(input.moveY) > 1.5 ? 'runs too fast' : undefined,
  },
  setup(world, ctx) {
    world.secondsLeft = ctx.settings.seconds
    world.motto = 'nähe & ferne'
  },
  join(world, slot, { random }) {
    const place = { x: random.int(200) - 100, y: random.int(200) - 100 }
    const still = { vx: 0, vy: 0, aim: 0, hp: 100, cooldown: 0, score: 0 }
    world.players.set(slot, { ...place, ...still, bag: [], lastHitBy: undefined })
  },
  leave(world, slot) {
    world.players.delete(slot)
  },
  step(world, inputs, { tick, tickRate, math, random, emit }) {
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      if (input !== undefined) {
        player.vx = input.moveX * speed
        player.vy = input.moveY * speed
        player.aim = input.aim
      }
      player.x += player.vx / tickRate
      player.y += player.vy / tickRate
      if (player.cooldown > 0) player.cooldown--
      else if (input?.fire && !world.shots.isFull) {
        world.shots.set(world.nextShot, {
          x: player.x,
          y: player.y,
          angle: player.aim,
          by: slot,
          ticksLeft: 30,
        })
        world.nextShot = (world.nextShot + 1) % 60_000
        player.cooldown = 20
      }
    }
    for (const [key, shot] of world.shots) {
      shot.x += math.cos(shot.angle) * 8
      shot.y += math.sin(shot.angle) * 8
      if (shot.ticksLeft-- <= 1) world.shots.delete(key)
      for (const [slot, player] of world.players) {
        if (slot === shot.by || math.hypot(player.x - shot.x, player.y - shot.y) > 12) continue
        world.shots.delete(key)
        player.hp = Math.max(player.hp - 10, 0)
        player.lastHitBy = shot.by
        emit('hit', { by: shot.by, target: slot })
        const shooter = world.players.get(shot.by)
        if (shooter !== undefined) shooter.score++
        if (player.hp === 0) {
          player.x = random.int(400) - 200
          player.hp = 100
          player.bag = []
        }
        break
      }
    }
    if (tick % tickRate === 0) {
      world.secondsLeft = Math.max(world.secondsLeft - 1, 0)
      world.weather = random.pick(['sun', 'rain', 'fog'])
      emit('weather', { name: world.weather })
      blow(world.storm, random)
      world.chronicle = [{ tick, line: `${world.weather} ${tick}` }, ...world.chronicle.slice(0, 2)]
      for (const player of world.players.values()) if (player.bag.length < 4) player.bag.push(random.int(256))
    }
  },
  isOver: (world) => world.secondsLeft === 0,
  scores: (world) => [...world.players].map(([slot, { score }]) => ({ slot, score })),
})

interface Storm {
  isNear: boolean
  wind: number
  eye: { x: number; y: number } | undefined
}

function blow(storm: Storm, random: { int(bound: number): number; float(): number }): void {
  storm.isNear = random.float() < 0.5
  storm.wind = random.float() * 2 - 1
  storm.eye = storm.isNear ? { x: random.int(180) / 10 - 9, y: random.int(18) - 9 } : undefined
}

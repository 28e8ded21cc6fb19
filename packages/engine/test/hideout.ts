import {
  bool,
  defineGame,
  fixed,
  grid,
  type Infer,
  list,
  map,
  ownerOnly,
  playerMap,
  teamOnly,
  text,
  u8,
  u16,
  unit,
} from '../src/index.ts'

export const half = 128
const state = {
  round: u16,
  motto: text(16),
  players: playerMap({
    x: fixed(-half, half, 1 / 16),
    y: fixed(-half, half, 1 / 16),
    hand: ownerOnly(list(u16, 5)),
    plan: teamOnly(u16),
    team: u8,
    luck: ownerOnly(u8),
  }),
  crates: map({ x: fixed(-half, half, 1 / 16), y: fixed(-half, half, 1 / 16), loot: u16 }, 256),
}

interface Player {
  x: number
  y: number
  hand: number[]
  plan: number
  team: number
  luck: number
}

/** Hands and luck that nobody else may know, plans that a team shares, and, `withCells`, players and crates seen from near. */
export function hideout({ withCells, players = 32, crates = 24 }: HideoutOptions) {
  return defineGame({
    id: 'hideout',
    name: 'Hideout',
    version: '1.0.0',
    description: 'Who sees what.',
    tickRate: 60,
    sendRate: 30,
    mode: 'full',
    players: { min: 1, max: players },
    state,
    input: { x: unit(), y: unit(), go: bool },
    ...(withCells && {
      cells: grid<Infer<typeof state>>({
        maps: ['players', 'crates'],
        eyes: 'players',
        half,
        cellSize: 32,
        sight: 48,
      }),
    }),
    team: (world, slot) => world.players.get(slot)?.team ?? 0,
    setup(world, { random }) {
      world.motto = 'hush'
      for (let key = 0; key < crates; key++) {
        const place = { x: random.int(2 * half) - half, y: random.int(2 * half) - half }
        world.crates.set(key * 3, { ...place, loot: random.int(1000) })
      }
    },
    join(world, slot, { random }) {
      const place = { x: random.int(2 * half) - half, y: random.int(2 * half) - half }
      const secrets = { hand: [secretOf(slot)], plan: secretOf(slot % 3), luck: 1 }
      world.players.set(slot, { ...place, ...secrets, team: slot % 3 })
    },
    leave(world, slot) {
      world.players.delete(slot)
    },
    step(world, inputs, { tick, random }) {
      if (tick % 60 === 0) world.round++
      for (const [slot, player] of world.players) {
        const input = inputs.get(slot)
        if (input !== undefined) move(player, input.x * 6, input.y * 6)
        if (random.int(90) === 0) player.luck = 1 + random.int(250)
        if (random.int(120) === 0 && player.hand.length < 5) player.hand.push(secretOf(slot))
        if (random.int(120) === 0) player.plan = secretOf(player.team)
        if (random.int(600) === 0) player.team = random.int(3)
      }
      const key = random.int(80) * 3
      const crate = world.crates.get(key)
      if (crate !== undefined) crate.x += random.int(64) - 32
      if (random.int(20) === 0) world.crates.delete(random.int(80) * 3)
      if (random.int(20) === 0 && !world.crates.isFull)
        world.crates.set(random.int(80) * 3, {
          x: random.int(2 * half) - half,
          y: random.int(2 * half) - half,
          loot: random.int(1000),
        })
    },
    isOver: () => false,
    scores: () => [],
  })
}

export interface HideoutOptions {
  readonly withCells: boolean
  readonly players?: number
  readonly crates?: number
}

export type Hideout = ReturnType<typeof hideout>

/** Nobody else's has the same last digits. */
function secretOf(slotOrTeam: number): number {
  return 1000 + slotOrTeam
}

function move(player: Player, x: number, y: number): void {
  player.x += x
  player.y += y
}

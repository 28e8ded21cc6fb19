import { bool, defineGame, type Infer, list, playerMap, type StepContext, u16, u32 } from '@gameserver/engine'

/**
 * A game that keeps count of what reaches it. Each input has a number, one more than the player's input before; so has each
 * command; and the game numbers its events. What is lost, or comes twice, is seen in the world, whoever has the match by then.
 */

const tickRate = 60
export const ticksPerMark = 30
/** Those of some snapshots: a player sees thirty a second. */
const gapsKept = 16

/** Numbers that no tick was made with. */
const inputGap = { first: u32, count: u16 }

const tally = {
  /** The number of the newest input that was applied; 0 before the first. */
  input: u32,
  applied: u32,
  /** Numbers that were passed over: inputs that never came, the newest last. */
  gaps: list(inputGap, gapsKept),
  /** Ticks made with the same input as the tick before: it was not there in time. */
  repeated: u32,
  /** Ticks with an older input than the tick before: never. */
  reversed: u32,
  /** Commands that were done, and those among them whose number was not the next one. */
  orders: u32,
  lastOrder: u32,
  disorders: u16,
}

const state = { players: playerMap(tally), isOver: bool }
const input = { number: u32 }
const commands = { order: { number: u32 }, finish: {} }
/** Every so many ticks, numbered by the ticks. */
const events = { mark: { number: u32 } }
const settings = { seconds: { default: 3_600, min: 5, max: 86_400 } }

export type InputGap = Infer<typeof inputGap>
export type Tally = Infer<typeof tally>
type Context = StepContext<typeof events, typeof settings>

export const tallyGame = defineGame({
  id: 'tally',
  name: 'Tally',
  version: '1.0.0',
  description: 'Counts what reaches it.',
  tickRate,
  sendRate: 30,
  mode: 'full',
  players: { min: 2, max: 4 },
  settings,
  state,
  input,
  commands,
  events,

  join(world, slot) {
    const none = { input: 0, applied: 0, repeated: 0, reversed: 0 }
    world.players.set(slot, { ...none, gaps: [], orders: 0, lastOrder: 0, disorders: 0 })
  },

  leave(world, slot) {
    world.players.delete(slot)
  },

  step(world, inputs, ctx) {
    for (const [slot, player] of world.players) count(player, inputs.get(slot)?.number)
    mark(ctx)
  },

  command(world, slot, { name, value }) {
    const player = world.players.get(slot)
    if (!player) return 'there is no such player'
    if (name === 'finish') world.isOver = true
    else order(player, value.number)
    return undefined
  },

  isOver: (world, { tick, settings }) => world.isOver || tick >= settings.seconds * tickRate,
  // Whoever has the higher slot has the higher score: so there is something to rank.
  scores: (world) => [...world.players].map(([slot]) => ({ slot, score: slot + 1 })),
})

export default tallyGame

function count(player: Tally, number: number | undefined): void {
  if (!number) return // No input has come yet.
  if (number === player.input) player.repeated++
  else if (number < player.input) player.reversed++
  else {
    if (player.input > 0 && number > player.input + 1) passOver(player, number)
    player.applied++
    player.input = number
  }
}

function passOver({ gaps, input }: Tally, number: number): void {
  if (gaps.length === gapsKept) gaps.shift()
  gaps.push({ first: input + 1, count: Math.min(number - input - 1, 0xffff) })
}

function order(player: Tally, number: number): void {
  if (number !== player.lastOrder + 1) player.disorders = Math.min(player.disorders + 1, 0xffff)
  player.lastOrder = number
  player.orders++
}

function mark({ tick, emit }: Context): void {
  if (tick % ticksPerMark === 0) emit('mark', { number: tick / ticksPerMark })
}

import type { AnyGame, CommandOf, PlayerSlot } from '../game/define-game.ts'
import { codersOf } from '../game/game-coders.ts'
import { NamedCodec } from '../game/named-codec.ts'
import type { CommandPacket } from '../packets.ts'
import { CommandRejected } from './command-rejected.ts'

/** Takes players' commands in: what they are, and whether they come too soon. */
export class CommandDesk<G extends AnyGame> {
  private readonly codec: NamedCodec<CommandOf<G>>
  private readonly names: readonly string[]
  private readonly cooldownTicks: ReadonlyMap<string, number>
  private readonly takenTicks = new Map<string, number>()

  constructor(game: G) {
    const { commands, contextCount } = codersOf(game)
    this.names = commands.map(({ name }) => name)
    this.codec = new NamedCodec(commands, contextCount)
    this.cooldownTicks = new Map(Object.entries(game.rules?.cooldownTicks ?? {}))
  }

  open(slot: PlayerSlot, { kind, payload }: CommandPacket, tick: number): CommandOf<G> | CommandRejected {
    const name = this.names[kind]
    if (name === undefined) return CommandRejected.unknownCommand(kind)
    const command = this.codec.decode(kind, payload)
    if (command === undefined) return CommandRejected.malformed(name)
    const takenTick = this.takenTicks.get(placeOf(slot, name)) ?? Number.NEGATIVE_INFINITY
    const ticksLeft = takenTick + (this.cooldownTicks.get(name) ?? 0) - tick
    return ticksLeft > 0 ? CommandRejected.coolingDown(name, ticksLeft) : command
  }

  /** When commands were last done, by slot and name, for who takes the match over. */
  doneTicks(): ReadonlyMap<string, number> {
    return new Map(this.takenTicks)
  }

  resume(doneTicks: ReadonlyMap<string, number>): void {
    for (const [place, tick] of doneTicks) this.takenTicks.set(place, tick)
  }

  /** A command that the game refused cools nothing down. */
  taken(slot: PlayerSlot, name: string, tick: number): void {
    if (this.cooldownTicks.has(name)) this.takenTicks.set(placeOf(slot, name), tick)
  }
}

function placeOf(slot: PlayerSlot, name: string): string {
  return `${slot} ${name}`
}

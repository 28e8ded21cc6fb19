import { type AnyGame, MatchAuthority, type SpectatorFeed } from '@gameserver/engine'
import type { BotMind } from '@gameserver/games/bot-mind.ts'
import { codersOf } from '../../packages/engine/src/game/game-coders.ts'
import { NamedCodec } from '../../packages/engine/src/game/named-codec.ts'
import { Random } from '../../packages/engine/src/game/random.ts'
import { InputCodec } from '../../packages/engine/src/input/input-codec.ts'
import { Tape } from '../../packages/engine/src/schema/tape.ts'

/** A match that bots play right at the authority, for others to watch. */
export class WatchedMatch {
  readonly authority: MatchAuthority<AnyGame>
  private readonly random = new Random()
  private readonly inputs: InputCodec
  private readonly commands: NamedCodec<{ name: string; value: never }>
  private readonly tape = new Tape()

  constructor(
    readonly game: AnyGame,
    private readonly mind: BotMind,
    private readonly players: number,
    seed: number,
  ) {
    const { commands, contextCount } = codersOf(game)
    this.random.seed = seed
    this.inputs = new InputCodec(game)
    this.commands = new NamedCodec(commands, contextCount)
    this.authority = new MatchAuthority({ game, seed, seats: players })
    for (let slot = 0; slot < players; slot++) this.authority.join(slot)
  }

  get nowMs(): number {
    return (this.authority.tick * 1000) / this.game.tickRate
  }

  /** Makes a tick, and tells the feeds of it. */
  tick(feeds: readonly SpectatorFeed[]): void {
    const { authority } = this
    for (let slot = 0; slot < this.players; slot++) this.play(slot, authority.tick + 1)
    const events = authority.step()
    for (const feed of feeds) {
      feed.addEvents(authority.tick, events, this.nowMs)
      if (authority.isSnapshotDue) feed.addMoment(authority.snapshotMoment(), this.nowMs)
    }
  }

  private play(slot: number, tick: number): void {
    const random = () => this.random.float()
    const { authority, tape } = this
    const world = authority.world as never
    this.inputs.coder.flatten(this.mind.think(world, slot, tick, random), tape.rewind())
    const inputs = this.inputs.encode(tape.finish(), 1)
    const told = { snapshotTick: 0, received: 0, privateTick: 0, shownSixteenths: tick * 16 }
    authority.receiveInput(slot, { newestTick: tick, count: 1, inputs, ...told }, 0)
    const command = this.mind.thinkCommand?.(world, slot, tick, random)
    if (command !== undefined) authority.receiveCommand(slot, this.commands.encode(command as never))
  }
}

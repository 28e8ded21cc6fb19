import { type GameEvent, type InputPacket, MatchAuthority, type TickRecord } from '@gameserver/engine'
import { type ArenaInput, arena } from '@gameserver/games/arena/arena.ts'
import { InputCodec } from '../../packages/engine/src/input/input-codec.ts'
import { Tape } from '../../packages/engine/src/schema/tape.ts'
import { payloadsOf } from './arena-match.ts'
import { randomFrom } from './moving-entities.ts'

/** Hands repeat what they did after this long. */
const periodTicks = 600
const sendTicks = 2
/** New ones and two rounds of old ones, as clients send them. */
const inputsPerPacket = 6
/** How far inputs are ahead when they come, and how long acknowledgements take. */
const leadTicks = 3
const acknowledgedAfterTicks = 6
const allReceived = 0xffff_ffff

/** An arena whose players' packets were made beforehand, so that next to nothing but the authority's work is done. */
export class CrowdedArena {
  readonly authority: MatchAuthority<typeof arena>
  private readonly packed: readonly (readonly Uint8Array[])[]

  constructor(
    private readonly players: number,
    seed: number,
    record?: (record: TickRecord) => void,
  ) {
    const settings = { seconds: 3600 }
    this.authority = new MatchAuthority({
      game: arena,
      seed,
      settings,
      seats: players,
      ...(record && { record }),
    })
    for (let slot = 0; slot < players; slot++) this.authority.join(slot)
    const codec = new InputCodec(arena)
    const random = randomFrom(seed)
    this.packed = Array.from({ length: players }, () => packHands(codec, random))
  }

  /** Returns what the game emitted. */
  tick(): readonly GameEvent[] {
    const { authority } = this
    const next = authority.tick + 1
    for (let slot = 0; slot < this.players; slot++) if ((next + slot) % sendTicks === 0) this.send(slot, next)
    const events = authority.step()
    if (authority.isSnapshotDue) payloadsOf(authority.snapshots())
    return events
  }

  private send(slot: number, tick: number): void {
    const newestTick = tick + leadTicks
    const inputs = this.packed[slot]?.[newestTick % periodTicks] as Uint8Array
    const heardTick = tick - acknowledgedAfterTicks
    const snapshotTick = Math.max(0, heardTick - (heardTick % sendTicks))
    const packet: InputPacket = {
      newestTick,
      count: inputsPerPacket,
      inputs,
      snapshotTick,
      received: allReceived,
      privateTick: 0,
      shownSixteenths: Math.max(0, snapshotTick - 2) * 16,
    }
    const refused = this.authority.receiveInput(slot, packet, 0.5)
    if (refused && tick > periodTicks) throw new Error(`an input was refused: ${refused.detail}`)
  }
}

/** By tick of the newest one: the inputs up to it. */
function packHands(codec: InputCodec, random: () => number): Uint8Array[] {
  const hands: ArenaInput[] = []
  let held: ArenaInput = { moveX: 0, moveY: 0, aim: 0, fire: false, dash: false }
  for (let tick = 0; tick < periodTicks; tick++) {
    held = { ...held, aim: held.aim + (random() - 0.5) * 0.2, dash: random() < 0.01 }
    if (random() < 0.08)
      held = { ...held, moveX: random() * 2 - 1, moveY: random() * 2 - 1, fire: random() < 0.6 }
    hands.push(held)
  }
  return hands.map((_, newest) => {
    const tape = new Tape()
    for (let tick = newest - inputsPerPacket + 1; tick <= newest; tick++)
      codec.coder.flatten(hands[(tick + periodTicks) % periodTicks] as never, tape)
    return codec.encode(tape.finish(), inputsPerPacket)
  })
}

import type { AnyGame, PlayerSlot } from '../game/define-game.ts'
import { InputCodec, inputsPerPacketMax } from '../input/input-codec.ts'
import { inputAgeTicksMax, inputLeadTicksMax } from '../input/input-queue.ts'
import { InputRejected } from '../input/input-rejected.ts'
import type { InputPacket } from '../packets.ts'
import type { StructValue } from '../schema/struct-coder.ts'
import { Tape } from '../schema/tape.ts'

/** A power of two above `inputLeadTicksMax`. */
const ringTicks = 128
/**
 * Packets taken from one peer between two pictures: far more than come from an honest one, even after a pause of the network.
 * Inputs that are missed for it come confirmed a little later.
 */
const packetsPerTurnMax = 16

interface Peer {
  readonly ticks: Int32Array
  readonly inputs: StructValue[]
  packetsThisTurn: number
}

/**
 * What the other players say they do, straight from them: a guess to simulate with until the authority has confirmed what
 * they did. Nothing in it is believed for longer than that, so that a peer who lies costs a rollback and no more. What a
 * peer said first about a tick stands.
 */
export class PeerInputs {
  private readonly codec: InputCodec
  private readonly slots: number
  private readonly peers = new Map<PlayerSlot, Peer>()
  private readonly received = new Tape()

  constructor(
    game: AnyGame,
    private readonly ownSlot: PlayerSlot,
  ) {
    this.codec = new InputCodec(game)
    this.slots = game.players.max
  }

  get(slot: PlayerSlot, tick: number): StructValue | undefined {
    const peer = this.peers.get(slot)
    if (peer === undefined || peer.ticks[tick & (ringTicks - 1)] !== tick) return undefined
    return peer.inputs[tick & (ringTicks - 1)]
  }

  /** Takes a packet of the player in `slot`, or says why not. `noticed` hears of each input that is new. */
  receive(
    slot: PlayerSlot,
    packet: InputPacket,
    confirmedTick: number,
    noticed: (tick: number, input: StructValue) => void,
  ): InputRejected | undefined {
    if (slot === this.ownSlot || !(slot >= 0 && slot < this.slots)) return InputRejected.unknownSlot(slot)
    const peer = this.peerOf(slot)
    if (peer.packetsThisTurn >= packetsPerTurnMax) return InputRejected.tooFrequent(packetsPerTurnMax)
    peer.packetsThisTurn++
    const rejected = this.refuse(packet, confirmedTick)
    if (rejected !== undefined) return rejected
    this.received.rewind()
    for (let tick = packet.newestTick - packet.count + 1; tick <= packet.newestTick; tick++) {
      const place = tick & (ringTicks - 1)
      if (tick <= confirmedTick || peer.ticks[place] === tick) this.codec.coder.skip(this.received)
      else {
        const input = this.codec.coder.restore(this.received)
        peer.ticks[place] = tick
        peer.inputs[place] = input
        noticed(tick, input)
      }
    }
    return undefined
  }

  startTurn(): void {
    for (const peer of this.peers.values()) peer.packetsThisTurn = 0
  }

  /** By the authority's limits; leaves the packet's inputs on `received`. */
  private refuse(
    { newestTick, count, inputs }: InputPacket,
    confirmedTick: number,
  ): InputRejected | undefined {
    if (count > inputsPerPacketMax) return InputRejected.tooMany(count)
    if (!(count >= 1)) return InputRejected.malformed(inputs.length)
    if (!(newestTick > confirmedTick - inputAgeTicksMax))
      return InputRejected.tooOld(newestTick, confirmedTick)
    if (newestTick > confirmedTick + inputLeadTicksMax)
      return InputRejected.tooFarAhead(newestTick, confirmedTick)
    return this.codec.decode(inputs, count, this.received)
  }

  private peerOf(slot: PlayerSlot): Peer {
    const known = this.peers.get(slot)
    if (known !== undefined) return known
    const peer = { ticks: new Int32Array(ringTicks).fill(-1), inputs: [], packetsThisTurn: 0 }
    this.peers.set(slot, peer)
    return peer
  }
}

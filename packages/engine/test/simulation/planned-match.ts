import type { AnyGame } from '../../src/game/define-game.ts'
import { codersOf } from '../../src/game/game-coders.ts'
import type { Checkpoint } from '../../src/log/checkpoint.ts'
import { checkpointAfter } from '../../src/log/checkpoint-after.ts'
import type { TickRecord } from '../../src/log/tick-record.ts'
import { type Fault, FaultFound, requireThat } from './fault.ts'
import { handsFor, type Mind, wildHands } from './hands.ts'
import type { MatchPlan } from './match-plan.ts'
import {
  type Authority,
  bytesOf,
  createAuthority,
  keyframesFor,
  type MatchTerms,
  packetsOf,
  takeOver,
} from './peers.ts'
import { PlannedPlayer, type Uplink } from './planned-player.ts'
import { reachableSize } from './reachable-size.ts'
import { StateWatch } from './state-watch.ts'

/** The virtual time's step: finer than a tick, so that packets arrive anywhere within one. */
const stepMs = 1
/** What is sent reliably has arrived by then, whatever was lost. */
const drainMsMax = 20_000
/** An authority writes down where the match stands a few times a second. */
const checkpointTicks = 20
const packetBytesMax = 1_080
/** Ticks that were not made while nobody had the match are made up for, up to so many; the rest was a pause. */
const catchUpMsMax = 2_000
/** The players' inputs for these are waited for at most so long: a way to the players and back. */
const catchUpWaitMs = 150
/** Who has joined so lately may not have begun to play. */
const beginningMs = 1_000
/** What a match keeps at most: rings of states, so many words each, and all else. */
const reachableMax = { states: 400, besides: 60_000 }
/** Refusals that a player's packets may meet by right: after a break they are old, and random hands know no rules. */
const usualRefusals: readonly string[] = ['too_old', 'too_far_ahead', 'against_rules']

export type Trace = (line: string) => void

export interface Outcome {
  readonly fault: Fault | undefined
  readonly ticks: number
  /** Of all players together. */
  readonly mispredictions: number
}

/** Plays a planned match and watches all of it. The same plan always comes to the same outcome. */
export function playPlan(game: AnyGame, mind: Mind | undefined, plan: MatchPlan, trace?: Trace): Outcome {
  const match = new PlannedMatch(game, mind, plan, trace)
  try {
    match.run()
    return { fault: undefined, ticks: match.tick, mispredictions: match.mispredictions }
  } catch (error) {
    const { nowMs, tick, mispredictions } = match
    return { fault: { ...describe(error), atMs: nowMs, tick }, ticks: tick, mispredictions }
  }
}

interface Turn {
  readonly atMs: number
  readonly what: string
  run(): void
}

class PlannedMatch {
  nowMs = 0
  private readonly terms: MatchTerms
  private readonly tickMs: number
  private readonly states: StateWatch
  private readonly players = new Map<number, PlannedPlayer>()
  private readonly turns: Turn[] = []
  private readonly record = (record: TickRecord): void => this.recorded(record)
  private authority: Authority
  /** What outlives an authority. */
  private log: { checkpoint: Checkpoint; readonly records: TickRecord[] }
  /** Who is in the match by the log. */
  private readonly recordedSlots = new Set<number>()
  private isDown = false
  private epoch = 1
  /** From a takeover until what was missed has been made up for: when that is done at the latest. */
  private catchUpUntilMs: number | undefined
  private nextTickMs: number
  private madeTick = 0
  /** Up to here everybody may have been told of the match reliably, so that it must not come to pass otherwise. */
  private toldTick = 0
  private joinCount = 0

  constructor(
    private readonly game: AnyGame,
    private readonly mind: Mind | undefined,
    private readonly plan: MatchPlan,
    private readonly trace: Trace | undefined,
  ) {
    const { seed, settings, players } = plan
    this.terms = { game, seed, settings, seats: players }
    this.tickMs = 1000 / game.tickRate
    this.nextTickMs = this.tickMs
    this.states = new StateWatch(game)
    this.authority = createAuthority(this.terms, this.record)
    this.log = { checkpoint: this.authority.checkpoint(), records: [] }
    this.states.made(0, this.authority.world)
    for (let slot = 0; slot < players; slot++)
      if (slot !== players - 1 || plan.lateMs === undefined) this.join(slot)
    this.planTurns()
  }

  get tick(): number {
    return this.madeTick
  }

  get mispredictions(): number {
    return [...this.players.values()].reduce((sum, { client }) => sum + client.stats.mispredictions, 0)
  }

  run(): void {
    const endMs = this.plan.seconds * 1000
    for (; this.nowMs < endMs && !this.isOver(); this.nowMs += stepMs) this.runStep()
    if (this.isDown) this.takeOver()
    if (this.catchUpUntilMs !== undefined) this.catchUp()
    const endedMs = this.nowMs
    while (this.isAnythingUnderway() && this.nowMs < endedMs + drainMsMax) this.drain()
    this.authority.step()
    this.states.made(this.madeTick, this.authority.world)
    for (const player of this.players.values()) player.ended(this.authority, endedMs)
    this.judgeRecords()
    this.judgeMemory()
  }

  private runStep(): void {
    while (this.turns[0] !== undefined && this.turns[0].atMs <= this.nowMs) this.runTurn()
    for (const player of this.players.values()) {
      player.receive(this.nowMs)
      for (const input of player.play(this.authority, this.nowMs))
        this.publish(player, { input, epoch: player.epoch })
    }
    this.receive()
    if (this.nowMs < this.nextTickMs || this.isDown) return
    if (this.catchUpUntilMs !== undefined) {
      this.authority.catchUpTo(this.dueTick())
      if (this.nowMs >= this.catchUpUntilMs || this.hasAllInputs()) this.catchUp()
      return
    }
    this.nextTickMs += this.tickMs
    this.makeTick(true)
  }

  private runTurn(): void {
    const { what, run } = this.turns.shift() as Turn
    this.tell(what)
    run()
  }

  private publish(player: PlannedPlayer, packet: Extract<Uplink, { input: unknown }>): void {
    const { isAgain } = packet.input
    if (isAgain) player.up.sendReliably(packet, this.nowMs)
    else player.up.send(packet, this.nowMs)
    if (this.game.rollback === undefined || isAgain) return
    const { delayMs } = this.plan.links[player.slot] ?? { delayMs: 0 }
    for (const other of this.players.values())
      if (other !== player) other.down.send({ peer: player.slot, input: packet.input }, this.nowMs + delayMs)
  }

  private receive(): void {
    const sinceStep = 1 - (this.nextTickMs - this.nowMs) / this.tickMs
    for (const player of this.players.values())
      for (const packet of player.up.receive(this.nowMs)) {
        if (this.isDown) continue
        if ('input' in packet) this.receiveInput(player, packet, sinceStep)
        else if ('command' in packet) this.receiveCommand(player, packet)
        else this.sendKeyframe(player)
      }
  }

  private receiveInput(
    player: PlannedPlayer,
    { input, epoch }: Extract<Uplink, { input: unknown }>,
    sinceStep: number,
  ): void {
    if (epoch !== this.epoch) return
    const { slot } = player
    const rejected = this.authority.receiveInput(slot, input, sinceStep)
    if (rejected === undefined) {
      player.inputs.accepted(input)
      return
    }
    this.tell(`input up to ${input.newestTick} of ${slot} refused: ${rejected.reason}, ${rejected.detail}`)
    requireThat(
      usualRefusals.includes(rejected.reason),
      'refusals',
      slot,
      () => `${rejected.reason}: ${rejected.detail}`,
    )
  }

  private receiveCommand(player: PlannedPlayer, { command }: Extract<Uplink, { command: unknown }>): void {
    const { number, packet } = command
    if (number !== player.nextCommand) return
    player.nextCommand++
    this.toldTick = this.madeTick + 1
    const rejected = this.authority.receiveCommand(player.slot, packet)
    this.tell(`command ${number} of ${player.slot}: ${rejected?.detail ?? 'done'}`)
    player.commands.answered(number, rejected)
  }

  private makeTick(isShown: boolean): void {
    const events = this.authority.step()
    const { tick } = this.authority
    if (tick % checkpointTicks === 0) this.log = { checkpoint: this.authority.checkpoint(), records: [] }
    this.states.made(tick, this.authority.world)
    for (const player of this.players.values()) {
      if (events.length === 0) break
      player.events.emitted(events)
      player.down.sendReliably({ events, tick }, this.nowMs)
    }
    if (this.authority.isSnapshotDue && isShown) this.sendSnapshots()
    if (events.length > 0) this.toldTick = tick
  }

  private sendSnapshots(): void {
    for (const { to, packet } of packetsOf(this.authority)) {
      const bytes = bytesOf(packet)
      this.states.sent(bytes)
      requireThat(
        bytes <= packetBytesMax,
        'packets',
        undefined,
        () => `${bytes} bytes at tick ${packet.tick}`,
      )
      for (const player of this.players.values())
        if (to === undefined || to.includes(player.slot))
          player.down.send({ snapshot: packet, epoch: this.epoch }, this.nowMs)
    }
  }

  private sendKeyframe(player: PlannedPlayer): void {
    this.tell(`keyframe for ${player.slot}`)
    this.toldTick = Math.max(this.toldTick, this.madeTick)
    this.states.made(this.madeTick, this.authority.world)
    for (const keyframe of keyframesFor(this.authority, player.slot))
      player.down.sendReliably({ keyframe }, this.nowMs)
  }

  private recorded({ tick, happenings, inputs, shown }: TickRecord): void {
    requireThat(tick === this.madeTick + 1, 'ticks', undefined, () => `${tick} came after ${this.madeTick}`)
    this.madeTick = tick
    this.log.records.push({ tick, happenings: [...happenings], inputs: new Map(inputs), shown })
    for (const happening of happenings) {
      if (happening.type === 'join') this.recordedSlots.add(happening.slot)
      else if (happening.type === 'leave') this.recordedSlots.delete(happening.slot)
      else this.players.get(happening.slot)?.commands.recorded(happening)
    }
    for (const [slot, input] of inputs) this.players.get(slot)?.inputs.made(tick, input)
  }

  private planTurns(): void {
    const { lateMs, cuts, leave, takeover, players } = this.plan
    const at = (atMs: number, what: string, run: () => void): void =>
      void this.turns.push({ atMs, what, run })
    if (lateMs !== undefined) at(lateMs, `${players - 1} joins`, () => this.join(players - 1))
    for (const { slot, atMs, forMs } of cuts)
      at(atMs, `${slot} is cut off for ${Math.round(forMs)} ms`, () =>
        this.players.get(slot)?.cut(atMs + forMs),
      )
    if (leave !== undefined) this.planLeave(leave, at)
    if (takeover !== undefined) {
      const untilMs = takeover.atMs + takeover.downMs
      at(takeover.atMs, `the authority dies for ${Math.round(takeover.downMs)} ms`, () =>
        this.die(untilMs, takeover.isBehind),
      )
      at(untilMs, 'another authority takes over', () => this.takeOver())
    }
    this.turns.sort((a, b) => a.atMs - b.atMs)
  }

  private planLeave(
    { slot, atMs, backMs }: NonNullable<MatchPlan['leave']>,
    at: (atMs: number, what: string, run: () => void) => void,
  ): void {
    let kept: unknown
    let isAway = false
    at(atMs, `${slot} leaves`, () => {
      if (!this.players.has(slot)) return
      kept = this.authority.kept(slot)
      this.authority.leave(slot)
      this.players.delete(slot)
      isAway = true
    })
    at(backMs, `${slot} comes back`, () => {
      if (isAway) this.join(slot, kept)
    })
  }

  private join(slot: number, kept?: unknown): void {
    const { seed, isWild, links, network } = this.plan
    const { game } = this
    this.authority.join(slot, {
      team: slot % 3,
      kept: kept as never,
      awaySeconds: kept === undefined ? 0 : 60,
    })
    const handsSeed = Math.imul(seed, 0x01000193) + slot + 128 * this.joinCount++
    const player = new PlannedPlayer({
      match: this.terms,
      slot,
      hands: isWild ? wildHands(game, handsSeed) : handsFor(game, this.mind, handsSeed),
      conditions: links[slot] as NonNullable<(typeof links)[number]>,
      isCalm: network === 'calm' && !this.isUnruly(),
      seed: handsSeed + 7,
      nowMs: this.nowMs,
      tick: this.madeTick,
      states: this.states,
      tell: (line) => this.tell(line),
    })
    this.players.set(slot, player)
    this.sendKeyframe(player)
  }

  /** What comes between its last tick and its death, players have to say again. */
  private die(untilMs: number, isBehind: boolean): void {
    this.isDown = true
    if (isBehind) this.forgetLastTicks()
    for (const player of this.players.values()) player.upset(untilMs)
    // Who comes or goes meanwhile finds nobody to say so to.
    for (const turn of this.turns.filter(({ atMs }) => atMs < untilMs)) {
      this.turns.splice(this.turns.indexOf(turn), 1)
      this.turns.push({ ...turn, atMs: untilMs + stepMs })
    }
    this.turns.sort((a, b) => a.atMs - b.atMs)
  }

  /** Of the last snapshots it has not written down how they came about. Confirmed records are never told before. */
  private forgetLastTicks(): void {
    if (this.game.rollback !== undefined) return
    const { records } = this.log
    for (let left = 2 * (this.game.tickRate / this.game.sendRate); left > 0; left--) {
      if (records.length === 0 || this.madeTick <= this.toldTick) return
      records.pop()
      this.madeTick--
      this.nextTickMs -= this.tickMs
    }
  }

  /** Players say again what nobody has acknowledged; of what they said to the dead authority some is on its way still. */
  private takeOver(): void {
    this.judgeRecords()
    this.isDown = false
    this.epoch++
    this.authority = takeOver(this.terms, this.record, this.log, [...this.recordedSlots])
    for (const slot of this.recordedSlots) if (!this.players.has(slot)) this.authority.leave(slot)
    for (const slot of this.players.keys()) if (!this.recordedSlots.has(slot)) this.authority.join(slot)
    const behindMs = this.nowMs - this.nextTickMs
    this.nextTickMs += Math.max(0, behindMs - catchUpMsMax)
    const dueTick = this.dueTick()
    const takeover = { tick: this.madeTick, dueTick: dueTick > this.madeTick ? dueTick : undefined }
    this.authority.catchUpTo(dueTick)
    this.catchUpUntilMs = this.nowMs + catchUpWaitMs
    for (const player of this.players.values()) {
      player.takenOver(takeover, this.epoch, this.nowMs)
      this.sendKeyframe(player)
    }
  }

  /** The newest tick that should have been made by now. */
  private dueTick(): number {
    return this.madeTick + Math.max(0, Math.floor((this.nowMs - this.nextTickMs) / this.tickMs) + 1)
  }

  private hasAllInputs(): boolean {
    const dueTick = this.dueTick()
    for (const slot of this.players.keys())
      for (let tick = dueTick; tick > this.madeTick; tick--)
        if (!this.authority.hasInput(slot, tick)) return false
    return true
  }

  private catchUp(): void {
    this.catchUpUntilMs = undefined
    const dueTick = this.dueTick()
    this.tell(`makes up for the ticks to ${dueTick}`)
    if (this.plan.network === 'calm' && !this.isUnruly()) this.judgeInputs(dueTick)
    const { tickRate, sendRate } = this.game
    while (this.madeTick < dueTick && !this.authority.isOver()) {
      this.nextTickMs += this.tickMs
      this.makeTick(dueTick - this.madeTick <= tickRate / sendRate)
    }
  }

  /** On a line without loss nothing is missing that somebody did for a tick that is made up for. */
  private judgeInputs(dueTick: number): void {
    for (const { slot, inputs, isCutOff, joinedMs } of this.players.values()) {
      if (isCutOff(this.nowMs) || joinedMs > this.nowMs - beginningMs) continue
      for (let tick = this.madeTick + 1; tick <= dueTick; tick++)
        requireThat(
          !inputs.isMissing(tick),
          'inputs',
          slot,
          () => `what was done for tick ${tick} was lost as the match changed hands`,
        )
    }
  }

  /** Whether players do what the rules turn down, so that they are corrected on any line. */
  private isUnruly(): boolean {
    const hasBots = this.mind !== undefined && !this.plan.isWild
    return !hasBots && (this.game.mode !== 'full' || this.game.rules?.checkInput !== undefined)
  }

  private isOver(): boolean {
    return !this.isDown && this.authority.isOver()
  }

  private isAnythingUnderway(): boolean {
    return [...this.players.values()].some(({ up, down }) => up.flyingCount + down.flyingCount > 0)
  }

  /** Nothing new is sent any more, and what was sent arrives. */
  private drain(): void {
    this.nowMs += stepMs
    for (const player of this.players.values()) player.receive(this.nowMs)
    this.receive()
  }

  private judgeRecords(): void {
    const { tick, state } = checkpointAfter(this.game, this.terms, this.log.checkpoint, this.log.records)
    this.states.compareAgain(tick, state)
  }

  private judgeMemory(): void {
    const bound = reachableMax.besides + reachableMax.states * this.states.wordsMax
    const { game } = this
    for (const [slot, root] of [[undefined, this.authority] as const, ...this.clients()]) {
      const size = reachableSize(root, new Set<object>([game, codersOf(game)]))
      requireThat(
        size <= bound,
        'memory',
        slot,
        () => `${size} values are kept, with ${this.states.wordsMax} in a state`,
      )
    }
  }

  private clients(): (readonly [number, object])[] {
    return [...this.players.values()].map(({ slot, client }) => [slot, client] as const)
  }

  private tell(line: string): void {
    this.trace?.(`${this.nowMs.toFixed(0).padStart(6)} ms, tick ${this.madeTick}: ${line}`)
  }
}

function describe(error: unknown): Pick<Fault, 'rule' | 'slot' | 'detail'> {
  if (error instanceof FaultFound) return { rule: error.rule, slot: error.slot, detail: error.detail }
  const stack = error instanceof Error ? (error.stack ?? error.message) : String(error)
  return { rule: 'crash', slot: undefined, detail: stack.split('\n').slice(0, 6).join('\n') }
}

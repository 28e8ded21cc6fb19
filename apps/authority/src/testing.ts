import { randomUUID } from 'node:crypto'
import { create, fromBinary, type MessageInitShape, toBinary } from '@bufbuild/protobuf'
import {
  bool,
  type CommandOf,
  defineGame,
  type InputPacket,
  int,
  MatchClient,
  playerMap,
  schemaHash,
  u16,
  unit,
  type WorldOf,
} from '@gameserver/engine'
import { connectRoom, type RoomConnection } from '@gameserver/livekit'
import {
  type AuthorityEvent,
  AuthorityEventSchema,
  type ChatMessage,
  ChatMessageSchema,
  ChatSendSchema,
  InputPacketSchema,
  Phase,
  PlayerEventSchema,
  StatePacketSchema,
} from '@gameserver/protocol/generated/gameserver/v1/wire_pb'
import { isAuthorityIdentity, protocolVersion } from '@gameserver/protocol/topics'
import type { PlacementQueue } from '@gameserver/storage/placement/placement-queue'
import type { Sql } from '@gameserver/storage/postgres'
import { AccessToken, TrackSource } from 'livekit-server-sdk'

/** Who holds the button longest, until the flag or for so many ticks, wins. It throws when everybody is told to. */
export const race = defineGame({
  id: 'race',
  name: 'Race',
  version: '1.0.0',
  description: 'A game for tests.',
  tickRate: 60,
  sendRate: 30,
  mode: 'full',
  players: { min: 1, max: 4 },
  settings: { ticks: { default: 120, min: 10, max: 36_000 } },
  state: { players: playerMap({ points: int(0, 65_535), races: u16 }), isFlagged: bool },
  input: { go: bool, steer: unit(), crash: bool },
  events: { joined: { slot: int(0, 99) } },
  commands: { boost: { points: int(0, 1_000) }, flag: {} },
  kept: { races: u16 },
  keep: (world, slot) => ({ races: world.players.get(slot)?.races ?? 0 }),
  join(world, slot, ctx) {
    world.players.set(slot, { points: 0, races: (ctx.kept?.races ?? 0) + 1 })
    ctx.emit('joined', { slot })
  },
  leave(world, slot) {
    world.players.delete(slot)
  },
  step(world, inputs, ctx) {
    for (const [slot, player] of world.players) {
      const input = inputs.get(slot)
      if (input?.crash && !ctx.isPredicting) throw new Error('the race has crashed')
      if (input?.go) player.points++
    }
  },
  command(world, slot, command) {
    if (command.name === 'flag') world.isFlagged = true
    else if (command.value.points === 0) return 'a boost of nothing'
    else {
      const player = world.players.get(slot)
      if (player) player.points += command.value.points
    }
    return undefined
  },
  isOver: (world, ctx) => world.isFlagged || ctx.tick >= ctx.settings.ticks,
  scores: (world) => [...world.players].map(([slot, { points }]) => ({ slot, score: points })),
})

export interface PlacedMatch {
  id: string
  room: string
  playerIds: string[]
}

/** Does what the matcher does: a match with its players, and a job for an authority. */
export async function placeMatch(
  sql: Sql,
  queue: PlacementQueue,
  players: number | readonly string[],
  region: string | null = null,
): Promise<PlacedMatch> {
  const id = randomUUID()
  const room = `race-${id.slice(0, 8)}`
  const playerIds =
    typeof players === 'number' ? Array.from({ length: players }, () => randomUUID()) : [...players]
  await sql`insert into matches (id, game, mode, room, seed, region)
    values (${id}, 'race', 'quick', ${room}, 7, ${region})`
  for (const [slot, playerId] of playerIds.entries()) {
    await sql`insert into players (id, name) values (${playerId}, ${`player ${slot}`}) on conflict do nothing`
    await sql`insert into match_players (match_id, player_id, slot, name, queued_at)
      values (${id}, ${playerId}, ${slot}, ${`player ${slot}`}, now())`
  }
  await queue.add({ matchId: id, game: 'race', region })
  return { id, room, playerIds }
}

export async function playerToken(room: string, identity: string): Promise<string> {
  const token = new AccessToken(process.env.LIVEKIT_API_KEY, process.env.LIVEKIT_API_SECRET, { identity })
  token.addGrant({
    room,
    roomJoin: true,
    canPublish: true,
    canPublishSources: [TrackSource.MICROPHONE],
    canPublishData: true,
    canSubscribe: true,
  })
  return token.toJwt()
}

interface Greeting {
  schemaHash?: number
  eventSequence?: number
  chatSequence?: number
}

/** As clients do: an authority listens to no more than two a second. */
const helloEveryMs = 500

/** A player that speaks the protocol itself, without the SDK. */
export class TestPlayer {
  readonly events: AuthorityEvent[] = []
  readonly chat: ChatMessage[] = []
  readonly notices: string[] = []
  snapshots = 0
  newestSnapshot = 0
  closed: string | undefined
  /** Is told of each snapshot, with the world as it is then unless what the snapshot needs was lost. */
  onSnapshot: (tick: number, world: WorldOf<typeof race> | undefined) => void = () => {}
  input = { go: true, steer: 0, crash: false }
  /** Instead, if what is done depends on the tick. */
  inputAt: ((tick: number) => TestPlayer['input']) | undefined
  epoch = 0
  room!: RoomConnection
  readonly identity: string
  #client: MatchClient<typeof race> | undefined
  #owner: string | undefined
  #welcomes = 0
  #timer: NodeJS.Timeout | undefined
  #greeting: NodeJS.Timeout | undefined
  #chatSequence = 0

  private constructor(identity: string) {
    this.identity = identity
  }

  /** Enters the room as soon as the authority has made it. */
  static async join(roomName: string, identity: string): Promise<TestPlayer> {
    const player = new TestPlayer(identity)
    await eventually(async () => {
      player.room = await connectRoom(process.env.LIVEKIT_URL ?? '', await playerToken(roomName, identity), {
        packet: (sender, topic, payload) => {
          if (sender.isAgent && isAuthorityIdentity(sender.identity))
            player.#packet(sender.identity, topic, payload)
        },
        joined: ({ isAgent }) => {
          if (isAgent && player.#owner) player.#greetSuccessor()
        },
        left() {},
        closed: (reason) => {
          player.closed = reason
          clearInterval(player.#greeting)
          clearInterval(player.#timer)
        },
      })
    })
    return player
  }

  get ended(): { reason: string; scores: { slot: number; score: number; rank: number }[] } | undefined {
    for (const { body } of this.events) {
      if (body.case === 'matchEnded') {
        const scores = body.value.scores.map(({ slot, score, rank }) => ({ slot, score, rank }))
        return { reason: body.value.reason, scores }
      }
    }
    return undefined
  }

  eventsOf<Case extends AuthorityEvent['body']['case']>(wanted: Case) {
    return this.events.filter(({ body }) => body.case === wanted)
  }

  /** Until it is welcome. */
  greet(hello: Greeting = {}): Promise<void> {
    const welcomes = this.#welcomes
    return this.#greetUntil(hello, () => this.#welcomes > welcomes)
  }

  /** Until it is told that it is not welcome. */
  greetInVain(hello: Greeting): Promise<void> {
    const refusals = this.notices.length
    return this.#greetUntil(hello, () => this.notices.length > refusals)
  }

  /** Says Hello over and over, as clients do. */
  async #greetUntil(hello: Greeting, isAnswered: () => boolean): Promise<void> {
    await eventually(async () => {
      this.#sayHello(hello)
      const repeatAtMs = performance.now() + helloEveryMs
      while (!isAnswered() && performance.now() < repeatAtMs) await pause(10)
      if (!isAnswered()) throw new Error('no answer to Hello yet')
    })
  }

  /** What an authority tells before LiveKit has told of it is lost: who has come is greeted, until a match of a higher epoch is its. */
  #greetSuccessor(): void {
    const { epoch } = this
    clearInterval(this.#greeting)
    this.#greeting = setInterval(() => {
      if (this.epoch > epoch) clearInterval(this.#greeting)
      else this.#sayHello({})
    }, helloEveryMs)
  }

  #sayHello(hello: Greeting): void {
    const value = {
      protocolVersion,
      gameId: race.id,
      gameVersion: race.version,
      schemaHash: hello.schemaHash ?? schemaHash(race),
      receivedEventSequence: hello.eventSequence ?? 0,
      receivedChatSequence: hello.chatSequence ?? 0,
    }
    const message = create(PlayerEventSchema, { epoch: this.epoch, body: { case: 'hello', value } })
    this.#publish('events', toBinary(PlayerEventSchema, message), true, this.#authorities)
  }

  say(body: MessageInitShape<typeof PlayerEventSchema>['body'], sequence = 0): void {
    const message = create(PlayerEventSchema, { epoch: this.epoch, sequence, body })
    this.send('events', toBinary(PlayerEventSchema, message), true)
  }

  boost(points: number, sequence: number): void {
    this.#command({ name: 'boost', value: { points } }, sequence)
  }

  /** Ends the race. */
  flag(sequence = 1): void {
    this.#command({ name: 'flag', value: {} }, sequence)
  }

  #command(command: CommandOf<typeof race>, sequence: number): void {
    const packet = this.#client?.encodeCommand(command)
    if (packet) this.say({ case: 'command', value: packet }, sequence)
  }

  sayInChat(text: string, sequence = ++this.#chatSequence): void {
    const message = create(ChatSendSchema, { epoch: this.epoch, sequence, text })
    this.send('chat', toBinary(ChatSendSchema, message), true)
  }

  send(topic: string, payload: Uint8Array, reliable: boolean): void {
    this.#publish(topic, payload, reliable, this.#owner ? [this.#owner] : this.#authorities)
  }

  #publish(topic: string, payload: Uint8Array, reliable: boolean, to: readonly string[]): void {
    if (to.length > 0) this.room.publish(topic, payload, { reliable, to })
  }

  get #authorities(): string[] {
    const agents = [...this.room.participants.values()].filter(({ isAgent }) => isAgent)
    return agents.map(({ identity }) => identity)
  }

  #packet(sender: string, topic: string, payload: Uint8Array): void {
    if (topic === 'state') this.#state(payload)
    else if (topic === 'chat') this.#line(fromBinary(ChatMessageSchema, payload))
    else this.#event(sender, fromBinary(AuthorityEventSchema, payload))
  }

  #state(payload: Uint8Array): void {
    const { confirmed, ...packet } = fromBinary(StatePacketSchema, payload)
    if (packet.epoch < this.epoch) return
    this.snapshots++
    this.newestSnapshot = packet.tick
    const { tick, isPrivate, inputDepths, blocks } = packet
    this.#client?.receiveSnapshot({ tick, isPrivate, inputDepths, blocks }, performance.now())
    this.onSnapshot(tick, this.#client?.latestTick === tick ? this.#client.latest : undefined)
  }

  #line(line: ChatMessage): void {
    const isKnown = this.chat.some(({ sequence }) => sequence === line.sequence)
    if (line.epoch >= this.epoch && !isKnown) this.chat.push(line)
  }

  /** A second Hello, said because the first answer was slow, brings a second answer: as with clients, it changes nothing. */
  #hasHeard({ epoch, sequence, body }: AuthorityEvent): boolean {
    if (epoch < this.epoch) return true
    return this.events.some((known) =>
      sequence > 0
        ? known.sequence === sequence
        : known.epoch === epoch && body.case === 'welcome' && known.body.case === 'welcome',
    )
  }

  #event(sender: string, event: AuthorityEvent): void {
    if (event.body.case === 'welcome') this.#welcomes++
    if (this.#hasHeard(event)) return
    this.events.push(event)
    const before = this.epoch
    this.epoch = event.epoch
    this.#owner = sender
    const { body, tick } = event
    if (body.case === 'notice') this.notices.push(body.value.reason)
    if (body.case === 'welcome') {
      const { slot, settings, phase, numbersSinceEpoch, dueTick } = body.value
      if (this.#client && numbersSinceEpoch <= before) this.#goOn(tick, dueTick)
      else this.#client = new MatchClient({ game: race, slot, settings })
      if (phase === Phase.RUNNING) this.#play()
    } else if (body.case === 'keyframe') this.#client?.receiveKeyframe(body.value)
    else if (body.case === 'matchEnded') clearInterval(this.#timer)
    else if (body.case === 'phaseChange') this.#play()
  }

  /** Another authority has the match. */
  #goOn(tick: number, dueTick: number): void {
    const takeover = { tick, dueTick: dueTick > tick ? dueTick : undefined }
    this.#sendInputs(this.#client?.takenOver(takeover, performance.now()) ?? [], true)
  }

  #sendInputs(packets: readonly InputPacket[], reliable: boolean): void {
    for (const packet of packets) {
      const message = create(InputPacketSchema, { epoch: this.epoch, ...packet })
      this.send('input', toBinary(InputPacketSchema, message), reliable)
    }
  }

  #play(): void {
    clearInterval(this.#timer)
    this.#timer = setInterval(() => {
      this.#sendInputs(
        this.#client?.advance(performance.now(), (tick) => this.inputAt?.(tick) ?? this.input) ?? [],
        false,
      )
    }, 8)
  }
}

/** For what takes a moment, on a machine that may stand still for many. */
const patienceMs = 30_000

/** Repeats until it no longer throws. */
export async function eventually<T>(attempt: () => Promise<T> | T, timeoutMs = patienceMs): Promise<T> {
  const deadlineMs = performance.now() + timeoutMs
  for (;;) {
    try {
      return await attempt()
    } catch (error) {
      if (performance.now() > deadlineMs) throw error
      await pause(50)
    }
  }
}

export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms))
}

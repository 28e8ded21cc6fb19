import type { RoomToken } from '@gameserver/protocol/http'
import type {
  CreateRoom,
  FindOrCreateRoom,
  JoinRoom,
  OwnRoom,
  Room,
  RoomList,
  UpdateRoom,
} from '@gameserver/protocol/rooms'
import { Emitter } from '../emitter.ts'
import { ApiError } from '../http/api-error.ts'
import type { Method } from '../http/http-client.ts'
import type { Live } from '../live/live.ts'
import type { Login } from '../login/login.ts'
import type { Transport } from '../transport.ts'
import { Membership } from './membership.ts'
import type { RoomEvents } from './room-events.ts'
import { type RoomFilter, roomQuery } from './room-query.ts'
import { Talk, type TalkState, type TalkVoice } from './talk.ts'
import { tokenPath } from './token-path.ts'

/**
 * The player's room, in which players gather for a match of their own making, and the others that there are. A room outlasts the
 * page: `refresh`, or the first listener, takes it up again.
 */
export class RoomClient {
  readonly #login: Login
  readonly #emitter = new Emitter<RoomEvents>()
  readonly #membership: Membership<Room>
  readonly #talk: Talk

  constructor(login: Login, live: Live, transport: Transport) {
    this.#login = login
    this.#membership = new Membership<Room>({
      login,
      live,
      ask: async () => {
        const { room } = await login.send<OwnRoom>({ method: 'GET', path: '/v1/rooms/mine' })
        return () => room ?? undefined
      },
      changed: (room, before) => this.#changed(room, before),
      listen: () => [
        live.on('room.updated', ({ room }) => this.#membership.told(room)),
        live.on('room.left', ({ roomId, reason }) => {
          this.#emitter.emit('left', { roomId, reason })
          this.#membership.left()
        }),
      ],
    })
    this.#talk = new Talk({
      transport,
      fetchPass: (roomId, signal, visit) => this.#fetchPass(roomId, signal, visit),
      nameOf: (playerId) => this.current?.members.find((member) => member.playerId === playerId)?.name,
      self: () => login.player,
      chat: (entry) => this.#emitter.emit('chat', entry),
      state: (state) => this.#emitter.emit('room', state),
      askAnew: () => this.refresh(),
    })
    login.onPlayer(() => this.#membership.take(undefined))
  }

  /** Undefined: in none, as far as is known. */
  get current(): Room | undefined {
    return this.#membership.current
  }

  get isHost(): boolean {
    return this.current !== undefined && this.current.hostId === this.#login.player?.id
  }

  get roomState(): TalkState {
    return this.#talk.state
  }

  /** While in the LiveKit room; undefined where there is no sound, as in Node. */
  get voice(): TalkVoice | undefined {
    return this.#talk.voice
  }

  /** Returns the function that ends the subscription. */
  on<Name extends keyof RoomEvents>(name: Name, listener: (event: RoomEvents[Name]) => void): () => void {
    return this.#membership.followUntil(this.#emitter.on(name, (event) => listener(event)))
  }

  /** Asks for the player's room anew. */
  refresh(): Promise<Room | undefined> {
    return this.#membership.refresh()
  }

  /** Public rooms that are not over, newest first; a page follows another by its `cursor`. */
  list(filter: RoomFilter = {}): Promise<RoomList> {
    return this.#login.send({ method: 'GET', path: `/v1/rooms${roomQuery(filter)}` })
  }

  /** A room that may be another one than the player's. A private one takes its code. */
  async get(roomId: string, { code }: { code?: string } = {}): Promise<Room> {
    const query = code === undefined ? '' : `?code=${encodeURIComponent(code)}`
    const { room } = await this.#login.send<{ room: Room }>({
      method: 'GET',
      path: `/v1/rooms/${roomId}${query}`,
    })
    return room
  }

  /** Rejects with ApiError, whose `code` tells why: `in_room`, for one. */
  create(room: CreateRoom): Promise<Room> {
    return this.#change('POST', '', room)
  }

  join(roomId: string, options: JoinRoom = {}): Promise<Room> {
    return this.#change('POST', `/${roomId}/join`, options)
  }

  /** By the code as people write it. */
  joinByCode(code: string, options: JoinRoom = {}): Promise<Room> {
    return this.#change('POST', '/join', { code, ...options })
  }

  /** Into the fullest room that fits and has a free seat, or into a new one. */
  findOrCreate(wanted: FindOrCreateRoom): Promise<Room> {
    return this.#change('POST', '/find-or-create', wanted)
  }

  /** Who is in no room has left already. Who plays in its match leaves that: `in_match`. */
  async leave(): Promise<void> {
    const room = this.current ?? (await this.refresh())
    if (room === undefined) return
    try {
      await this.#change('DELETE', `/${room.id}/members/${this.#login.player?.id}`)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_in_room') throw error
      await this.refresh()
    }
  }

  /** Says whether the player is ready. */
  ready(isReady = true): Promise<Room> {
    return this.#change('PUT', '/mine/ready', { isReady })
  }

  /** For the host, like those below. The player put out can't come back. */
  kick(playerId: string): Promise<Room> {
    return this.#change('DELETE', `/${this.current?.id}/members/${playerId}`)
  }

  /** All are asked whether they are ready; the match starts as soon as they are. */
  startReadyCheck(): Promise<Room> {
    return this.#change('POST', '/mine/ready-check')
  }

  /** Begins the match, once all other players are ready. */
  start(): Promise<Room> {
    return this.#change('POST', '/mine/start')
  }

  update(changes: UpdateRoom): Promise<Room> {
    return this.#change('PATCH', '/mine', changes)
  }

  setHost(playerId: string): Promise<Room> {
    return this.#change('PUT', '/mine/host', { playerId })
  }

  /** Goes into the LiveKit room, and that of each room that follows, for voice and chat; until the match begins, which has its own. */
  enterRoom(): void {
    this.#talk.enter()
  }

  leaveRoom(): void {
    this.#talk.leave()
  }

  /** False when the line was not taken: not in the LiveKit room, or it is empty or too long, or there were too many. */
  sendChat(text: string): boolean {
    return this.#talk.say(text)
  }

  #change(method: Method, path: string, body?: unknown): Promise<Room> {
    const request = { method, path: `/v1/rooms${path}`, ...(body !== undefined && { body }) }
    const room = this.#membership.change(async () => {
      const answer = await this.#login.send<OwnRoom>(request)
      return answer.room ?? undefined
    })
    return room as Promise<Room>
  }

  #changed(room: Room | undefined, before: Room | undefined): void {
    const isGathering = room?.status === 'waiting' || room?.status === 'ready_check'
    this.#talk.moveTo(isGathering ? room.id : undefined)
    this.#emitter.emit('changed', room)
    if (room?.status !== 'running' || room.matchId === null || room.matchId === before?.matchId) return
    const self = room.members.find(({ playerId }) => playerId === this.#login.player?.id)
    if (self === undefined) return
    const { matchId, game, mode } = room
    this.#emitter.emit('matchFound', { matchId, game, mode, role: self.role })
  }

  async #fetchPass(roomId: string, signal: AbortSignal, visit: number | undefined): Promise<RoomToken> {
    const path = tokenPath('/v1/auth/token', visit)
    const token = await this.#login.send<RoomToken>({ method: 'GET', path, signal })
    if (token.roomId !== roomId)
      throw new ApiError(404, 'not_in_room', 'The room does not wait for its match')
    return token
  }
}

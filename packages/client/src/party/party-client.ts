import type { OwnParty, Party, PartyInvite, PartyInvites, PartyToken } from '@gameserver/protocol/party'
import { Emitter } from '../emitter.ts'
import { ApiError } from '../http/api-error.ts'
import type { Method } from '../http/http-client.ts'
import type { Live } from '../live/live.ts'
import type { Login } from '../login/login.ts'
import type { Transport } from '../transport.ts'
import type { PartyEvents, PartyRoomState, PartyVoice } from './party-events.ts'
import { PartyRoom } from './party-room.ts'

/** While the live stream is down: often enough that the player is not taken for away. */
const pollMs = 10_000

/**
 * The player's party. Followed over the live stream while there are listeners or a party, which also shows that the player is
 * there. A party outlasts the page: `refresh`, or the first listener, takes it up again.
 */
export class PartyClient {
  readonly #login: Login
  readonly #live: Live
  readonly #transport: Transport
  readonly #entered: () => void
  readonly #emitter = new Emitter<PartyEvents>()
  #listeners = 0
  #current: Party | undefined
  #invites: readonly PartyInvite[] = []
  /** Changes and questions one after the other, so that no answer is taken for newer than it is. */
  #turn: Promise<unknown> = Promise.resolve()
  /** Events heard, by which an answer is known that may be older than one of them. */
  #heard = 0
  #unfollow: (() => void) | undefined
  #wantsRoom = false
  #room: { partyId: string; talk: PartyRoom } | undefined
  #roomState: PartyRoomState = 'closed'

  /** `entered` is called when the player is in a party, or in another one. */
  constructor(login: Login, live: Live, transport: Transport, entered: () => void) {
    this.#login = login
    this.#live = live
    this.#transport = transport
    this.#entered = entered
    login.onPlayer(() => this.#forget())
  }

  /** Undefined: in none, as far as is known. */
  get current(): Party | undefined {
    return this.#current
  }

  get invites(): readonly PartyInvite[] {
    return this.#invites.filter(({ expiresAt }) => Date.parse(expiresAt) > Date.now())
  }

  get isLeader(): boolean {
    return this.#current !== undefined && this.#current.leaderId === this.#login.player?.id
  }

  get roomState(): PartyRoomState {
    return this.#roomState
  }

  /** While in the party's room; undefined where there is no sound, as in Node. */
  get voice(): PartyVoice | undefined {
    return this.#room?.talk.voice
  }

  /** Returns the function that ends the subscription. */
  on<Name extends keyof PartyEvents>(name: Name, listener: (event: PartyEvents[Name]) => void): () => void {
    const end = this.#emitter.on(name, (event) => listener(event))
    this.#listeners++
    this.#followIfWanted()
    return () => {
      if (!end()) return
      this.#listeners--
      this.#followIfWanted()
    }
  }

  /** Asks for the party and the invites anew. */
  async refresh(): Promise<Party | undefined> {
    return this.#inTurn(async () => {
      for (;;) {
        const heard = this.#heard
        const [{ party }, { invites }] = await Promise.all([
          this.#login.send<OwnParty>({ method: 'GET', path: '/v1/parties/me' }),
          this.#login.send<PartyInvites>({ method: 'GET', path: '/v1/parties/invites' }),
        ])
        if (heard !== this.#heard) continue
        this.#take(party ?? undefined)
        this.#takeInvites(invites)
        return this.#current
      }
    })
  }

  /** Rejects with ApiError, whose `code` tells why: `in_another_party`, for one. */
  create(options: { sizeMax?: number } = {}): Promise<Party> {
    return this.#change('POST', '', options)
  }

  /** By the code as people write it. With `leaveCurrent` another party is left for it. */
  join(code: string, options: { leaveCurrent?: boolean } = {}): Promise<Party> {
    return this.#change('POST', '/join', { code, ...options })
  }

  /** Rejects with ApiError `invite_gone` when it has expired or was taken back. */
  accept(partyId: string, options: { leaveCurrent?: boolean } = {}): Promise<Party> {
    return this.#change('POST', `/invites/${partyId}/accept`, options)
  }

  async decline(partyId: string): Promise<void> {
    const path = `/v1/parties/invites/${partyId}/decline`
    const { invites } = await this.#login.send<PartyInvites>({ method: 'POST', path })
    this.#takeInvites(invites)
  }

  invite(playerId: string): Promise<Party> {
    return this.#change('POST', '/me/invites', { playerId })
  }

  withdrawInvite(playerId: string): Promise<Party> {
    return this.#change('DELETE', `/me/invites/${playerId}`)
  }

  /** Who is in no party has left already. */
  async leave(): Promise<void> {
    const ownId = this.#login.player?.id
    try {
      await this.#change('DELETE', `/me/members/${ownId}`)
    } catch (error) {
      if (!(error instanceof ApiError) || error.code !== 'not_in_party') throw error
      this.#take(undefined)
    }
  }

  /** For the leader, like `promote`, `startReadyCheck` and `disband`. */
  kick(playerId: string): Promise<Party> {
    return this.#change('DELETE', `/me/members/${playerId}`)
  }

  promote(playerId: string): Promise<Party> {
    return this.#change('POST', '/me/leader', { playerId })
  }

  setReady(ready: boolean): Promise<Party> {
    return this.#change('PUT', '/me/ready', { ready })
  }

  startReadyCheck(): Promise<Party> {
    return this.#change('POST', '/me/ready-check')
  }

  async disband(): Promise<void> {
    await this.#change('DELETE', '/me')
  }

  /** Goes into the room of the party, and of each party that follows: for voice and chat. */
  enterRoom(): void {
    this.#wantsRoom = true
    if (this.#roomState === 'elsewhere') this.#room = undefined
    this.#moveRoom()
  }

  leaveRoom(): void {
    this.#wantsRoom = false
    this.#moveRoom()
  }

  /** False when the line was not taken: not in the room, or it is empty or too long, or there were too many. */
  sendChat(text: string): boolean {
    const line = this.#room?.talk.say(text)
    const player = this.#login.player
    if (line === undefined || !player) return false
    this.#emitter.emit('chat', { playerId: player.id, name: player.name, text: line, sentAtMs: Date.now() })
    return true
  }

  #change(method: Method, path: string, body?: unknown): Promise<Party> {
    return this.#inTurn(async () => {
      const request = { method, path: `/v1/parties${path}`, ...(body !== undefined && { body }) }
      const { party } = await this.#login.send<OwnParty>(request)
      this.#take(party ?? undefined)
      return party as Party
    })
  }

  #inTurn<Outcome>(work: () => Promise<Outcome>): Promise<Outcome> {
    const outcome = this.#turn.then(work)
    this.#turn = outcome.catch(() => {})
    return outcome
  }

  #take(party: Party | undefined): void {
    const before = this.#current
    if (before?.id === party?.id && (before?.revision ?? 0) >= (party?.revision ?? 0)) return
    this.#current = party
    this.#followIfWanted()
    this.#moveRoom()
    if (party && party.id !== before?.id) this.#entered()
    this.#emitter.emit('updated', party)
  }

  #takeInvites(invites: readonly PartyInvite[]): void {
    const known = new Set(this.#invites.map(({ partyId }) => partyId))
    if (invites.length === 0 && known.size === 0) return
    this.#invites = invites
    for (const invite of invites) if (!known.has(invite.partyId)) this.#emitter.emit('invited', invite)
    this.#emitter.emit('invites', this.invites)
  }

  #followIfWanted(): void {
    const isWanted = this.#listeners > 0 || this.#current !== undefined
    if (isWanted && !this.#unfollow) this.#follow()
    if (isWanted || !this.#unfollow) return
    this.#unfollow()
    this.#unfollow = undefined
  }

  #follow(): void {
    const live = this.#live
    const askAnew = () => {
      if (this.#login.player) this.refresh().catch(() => {})
    }
    const ends = [
      live.on('ready', askAnew),
      live.on('party.updated', ({ party }) => {
        this.#heard++
        // One that comes late is of a party that the player has left meanwhile.
        if (party.id === this.#current?.id) this.#take(party)
        else askAnew()
      }),
      live.on('party.left', ({ partyId, reason }) => {
        this.#heard++
        this.#emitter.emit('left', { partyId, reason })
        // The player may be in it again, or in another one.
        askAnew()
      }),
      live.on('party.invited', ({ invite }) => {
        this.#heard++
        this.#takeInvites([invite, ...this.#invites.filter(({ partyId }) => partyId !== invite.partyId)])
      }),
      live.on('party.uninvited', ({ partyId }) => {
        this.#heard++
        this.#takeInvites(this.#invites.filter((invite) => invite.partyId !== partyId))
      }),
    ]
    const polling = setInterval(() => {
      if (!live.isReady) askAnew()
    }, pollMs)
    this.#unfollow = () => {
      clearInterval(polling)
      for (const end of ends) end()
    }
    if (live.isReady) askAnew()
  }

  /** Into the room of the current party, if wanted, and out of any other. */
  #moveRoom(): void {
    const partyId = this.#wantsRoom ? this.#current?.id : undefined
    if (this.#room?.partyId === partyId) return
    const former = this.#room
    this.#room = partyId === undefined ? undefined : { partyId, talk: this.#openRoom(partyId) }
    void former?.talk.close()
    if (!this.#room) this.#become('closed')
  }

  #openRoom(partyId: string): PartyRoom {
    const isCurrent = () => this.#room?.partyId === partyId
    this.#become('connecting')
    return new PartyRoom({
      transport: this.#transport,
      fetchToken: (signal) => this.#fetchToken(partyId, signal),
      isMember: (playerId) => this.#nameOf(playerId) !== undefined,
      listener: {
        connecting: () => isCurrent() && this.#become('connecting'),
        connected: () => isCurrent() && this.#become('connected'),
        chat: (line) => this.#emitter.emit('chat', { ...line, name: this.#nameOf(line.playerId) ?? '' }),
        ended: (reason) => {
          if (!isCurrent()) return
          if (reason === 'duplicate_identity') return this.#become('elsewhere')
          // The API says that the player is not in this party: it is asked in which.
          this.#room = undefined
          this.#become('closed')
          this.refresh()
            .then(() => this.#moveRoom())
            .catch(() => {})
        },
      },
    })
  }

  async #fetchToken(partyId: string, signal: AbortSignal): Promise<PartyToken> {
    const token = await this.#login.send<PartyToken>({ method: 'GET', path: '/v1/parties/me/token', signal })
    if (token.partyId !== partyId) throw new ApiError(404, 'not_in_party', 'The player is in another party')
    return token
  }

  #nameOf(playerId: string): string | undefined {
    return this.#current?.members.find((member) => member.playerId === playerId)?.name
  }

  #become(state: PartyRoomState): void {
    if (state === this.#roomState) return
    this.#roomState = state
    this.#emitter.emit('room', state)
  }

  /** Somebody else is logged in, or nobody. */
  #forget(): void {
    this.#takeInvites([])
    this.#take(undefined)
  }
}

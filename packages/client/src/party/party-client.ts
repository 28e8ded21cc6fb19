import type { OwnParty, Party, PartyInvite, PartyInvites, PartyToken } from '@gameserver/protocol/party'
import { Emitter } from '../emitter.ts'
import { ApiError } from '../http/api-error.ts'
import type { Method } from '../http/http-client.ts'
import type { Live } from '../live/live.ts'
import type { Login } from '../login/login.ts'
import { Membership } from '../room/membership.ts'
import { Talk } from '../room/talk.ts'
import { tokenPath } from '../room/token-path.ts'
import type { Transport } from '../transport.ts'
import type { PartyEvents, PartyRoomState, PartyVoice } from './party-events.ts'

/**
 * The player's party. Followed over the live stream while there are listeners or a party, which also shows that the player is
 * there. A party outlasts the page: `refresh`, or the first listener, takes it up again.
 */
export class PartyClient {
  readonly #login: Login
  readonly #entered: () => void
  readonly #emitter = new Emitter<PartyEvents>()
  readonly #membership: Membership<Party>
  readonly #talk: Talk
  #invites: readonly PartyInvite[] = []

  /** `entered` is called when the player is in a party, or in another one. */
  constructor(login: Login, live: Live, transport: Transport, entered: () => void) {
    this.#login = login
    this.#entered = entered
    this.#membership = new Membership<Party>({
      login,
      live,
      ask: () => this.#ask(),
      changed: (party, before) => this.#changed(party, before),
      listen: () => this.#listen(live),
    })
    this.#talk = new Talk({
      transport,
      fetchPass: (partyId, signal, visit) => this.#fetchToken(partyId, signal, visit),
      nameOf: (playerId) => this.current?.members.find((member) => member.playerId === playerId)?.name,
      self: () => login.player,
      chat: (entry) => this.#emitter.emit('chat', entry),
      state: (state) => this.#emitter.emit('room', state),
      askAnew: () => this.refresh(),
    })
    login.onPlayer(() => this.#forget())
  }

  /** Undefined: in none, as far as is known. */
  get current(): Party | undefined {
    return this.#membership.current
  }

  get invites(): readonly PartyInvite[] {
    return this.#invites.filter(({ expiresAt }) => Date.parse(expiresAt) > Date.now())
  }

  get isLeader(): boolean {
    return this.current !== undefined && this.current.leaderId === this.#login.player?.id
  }

  get roomState(): PartyRoomState {
    return this.#talk.state
  }

  /** While in the party's room; undefined where there is no sound, as in Node. */
  get voice(): PartyVoice | undefined {
    return this.#talk.voice
  }

  /** Returns the function that ends the subscription. */
  on<Name extends keyof PartyEvents>(name: Name, listener: (event: PartyEvents[Name]) => void): () => void {
    return this.#membership.followUntil(this.#emitter.on(name, (event) => listener(event)))
  }

  /** Asks for the party and the invites anew. */
  refresh(): Promise<Party | undefined> {
    return this.#membership.refresh()
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
      this.#membership.take(undefined)
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
    this.#talk.enter()
  }

  leaveRoom(): void {
    this.#talk.leave()
  }

  /** False when the line was not taken: not in the room, or it is empty or too long, or there were too many. */
  sendChat(text: string): boolean {
    return this.#talk.say(text)
  }

  #change(method: Method, path: string, body?: unknown): Promise<Party> {
    const request = { method, path: `/v1/parties${path}`, ...(body !== undefined && { body }) }
    const party = this.#membership.change(async () => {
      const answer = await this.#login.send<OwnParty>(request)
      return answer.party ?? undefined
    })
    return party as Promise<Party>
  }

  async #ask(): Promise<() => Party | undefined> {
    const [{ party }, { invites }] = await Promise.all([
      this.#login.send<OwnParty>({ method: 'GET', path: '/v1/parties/me' }),
      this.#login.send<PartyInvites>({ method: 'GET', path: '/v1/parties/invites' }),
    ])
    return () => {
      this.#takeInvites(invites)
      return party ?? undefined
    }
  }

  #changed(party: Party | undefined, before: Party | undefined): void {
    if (party && party.id !== before?.id) this.#entered()
    this.#talk.moveTo(party?.id)
    this.#emitter.emit('updated', party)
  }

  #takeInvites(invites: readonly PartyInvite[]): void {
    const known = new Set(this.#invites.map(({ partyId }) => partyId))
    if (invites.length === 0 && known.size === 0) return
    this.#invites = invites
    for (const invite of invites) if (!known.has(invite.partyId)) this.#emitter.emit('invited', invite)
    this.#emitter.emit('invites', this.invites)
  }

  #listen(live: Live): (() => void)[] {
    return [
      live.on('party.updated', ({ party }) => this.#membership.told(party)),
      live.on('party.left', ({ partyId, reason }) => {
        this.#emitter.emit('left', { partyId, reason })
        this.#membership.left()
      }),
      live.on('party.invited', ({ invite }) => {
        this.#membership.heard()
        this.#takeInvites([invite, ...this.#invites.filter(({ partyId }) => partyId !== invite.partyId)])
      }),
      live.on('party.uninvited', ({ partyId }) => {
        this.#membership.heard()
        this.#takeInvites(this.#invites.filter((invite) => invite.partyId !== partyId))
      }),
    ]
  }

  async #fetchToken(partyId: string, signal: AbortSignal, visit: number | undefined): Promise<PartyToken> {
    const path = tokenPath('/v1/parties/me/token', visit)
    const token = await this.#login.send<PartyToken>({ method: 'GET', path, signal })
    if (token.partyId !== partyId) throw new ApiError(404, 'not_in_party', 'The player is in another party')
    return token
  }

  /** Somebody else is logged in, or nobody. */
  #forget(): void {
    this.#takeInvites([])
    this.#membership.take(undefined)
  }
}

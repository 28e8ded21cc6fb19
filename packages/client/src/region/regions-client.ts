import type { Region, Regions } from '@gameserver/protocol/regions'
import type { HttpClient } from '../http/http-client.ts'
import type { Login } from '../login/login.ts'
import { onNetworkChange } from './network-changes.ts'
import { Recent } from './recent.ts'
import { roundTripMs } from './round-trip.ts'

/** Regions change with a deployment, the way to them with the network, which pages notice and Node does not. */
const keptMs = 600_000

/** Of a network that changes several times in a row, as when a device wakes up, and of a page that is looked at now and then. */
const unchangedMs = 30_000

/** Round trips in milliseconds, by region; without those that were not reached. */
export type Latencies = Readonly<Record<string, number>>

/** Where matches can be played, and how far it is. */
export class RegionsClient {
  readonly #login: Login
  readonly #measuresByItself: boolean
  readonly #list: Recent<readonly Region[]>
  readonly #measured = new Recent(
    () => this.#probe(),
    (latencies) => !isEmpty(latencies),
  )
  #reported: { playerId: string; latencies: Latencies } | undefined
  #isWatching = false

  constructor(options: { http: HttpClient; login: Login; measuresByItself: boolean }) {
    const { http, login, measuresByItself } = options
    this.#login = login
    this.#measuresByItself = measuresByItself
    this.#list = new Recent<readonly Region[]>(async () => {
      const { regions } = await http.send<Regions>({ method: 'GET', path: '/v1/regions' })
      return regions
    })
  }

  /** None: there is one place. */
  list(): Promise<readonly Region[]> {
    return this.#list.get(keptMs)
  }

  /**
   * Measures the way to all regions at once, which takes some requests and at most three seconds, and tells the API when
   * somebody is logged in. What was measured in the last ten minutes is not measured again unless `again` is set.
   */
  async measure({ again = false }: { again?: boolean } = {}): Promise<Latencies> {
    if (again) this.#measured.forget()
    const latencies = await this.#measured.get(keptMs)
    await this.#report(latencies)
    return latencies
  }

  /** Undefined where nothing is to be sent with a ticket. Never rejects: players who measured nothing are sent anywhere. */
  async forTicket(): Promise<Latencies | undefined> {
    if (!this.#measuresByItself) return undefined
    const latencies = await this.#measured.get(keptMs).catch(() => ({}))
    return isEmpty(latencies) ? undefined : latencies
  }

  /** For tickets that others take: the members of a party are to be measured before its leader queues. */
  measureSoon(): void {
    if (this.#measuresByItself) this.measure().catch(() => {})
  }

  async #probe(): Promise<Latencies> {
    const regions = await this.list()
    if (regions.length > 0) this.#watchNetwork()
    const measured = await Promise.all(
      regions.map(async ({ id, probeUrl }) => {
        const ms = probeUrl === null ? undefined : await roundTripMs(probeUrl)
        return ms === undefined ? [] : [[id, Math.round(ms * 10) / 10] as const]
      }),
    )
    return Object.fromEntries(measured.flat())
  }

  async #report(latencyMs: Latencies): Promise<void> {
    const playerId = this.#login.player?.id
    const isKnown = this.#reported?.playerId === playerId && this.#reported?.latencies === latencyMs
    if (playerId === undefined || isEmpty(latencyMs) || isKnown) return
    await this.#login.send({ method: 'PUT', path: '/v1/players/me/latencies', body: { latencyMs } })
    this.#reported = { playerId, latencies: latencyMs }
  }

  #watchNetwork(): void {
    if (this.#isWatching) return
    this.#isWatching = true
    onNetworkChange(() => {
      if (this.#measured.isYoungerThan(unchangedMs)) return
      this.#measured.forget()
      this.measureSoon()
    })
  }
}

function isEmpty(latencies: Latencies): boolean {
  return Object.keys(latencies).length === 0
}

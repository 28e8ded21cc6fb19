import type { Ports } from '../ports.ts'
import { waitUntilReady } from '../process/child.ts'
import { Children } from '../process/children.ts'
import type { Progress } from '../progress.ts'
import { loadSecrets } from '../secrets.ts'
import { type ServiceUrls, startServices } from '../start-services.ts'
import type { StackAddresses } from './addresses.ts'
import {
  type Application,
  apiApplication,
  arcadeApplication,
  authorityApplications,
  bundledVariable,
  bundleStack,
} from './applications.ts'

export interface StackOptions {
  stateFolder: string
  ports: Ports
  /** Data survives a power cut; false where it is thrown away afterwards. */
  durable: boolean
  withArcade: boolean
  /** Whatever is saved in the folders of the games is played at once. */
  reloadsGames: boolean
  env: NodeJS.ProcessEnv
  progress: Progress
}

/** The API migrates the database first; the dev server reads its dependencies the first time. */
const readyTimeoutMs = 60_000
/** Longest wait for one answer to "ready?". */
const answerTimeoutMs = 2_000

/** The services and applications that make the whole, each started as early as what it needs is there. */
export class Stack {
  readonly services = new Children()
  readonly applications = new Children()
  readonly #options: StackOptions

  constructor(options: StackOptions) {
    this.#options = options
  }

  /** If one part fails, the caller stops the others. */
  async start(): Promise<StackAddresses> {
    const { ports, env, withArcade } = this.#options
    const [urls] = await Promise.all([
      this.#startServers(),
      withArcade && this.#start(arcadeApplication(ports, env)),
    ])
    return {
      apiUrl: this.#apiUrl,
      authorityUrls: ports.authorities.map((port) => `http://127.0.0.1:${port}`),
      ...(withArcade && { arcadeUrl: `http://127.0.0.1:${ports.arcade}` }),
      ...urls,
    }
  }

  /** Also while it starts. Applications first, so that they can still finish what they do with the services. */
  async stop(): Promise<void> {
    await this.applications.stop()
    await this.services.stop()
  }

  async #startServers(): Promise<ServiceUrls> {
    const secrets = loadSecrets(this.#options.stateFolder)
    const webhookUrl = `${this.#apiUrl}/v1/webhooks/livekit`
    const [services] = await Promise.all([
      startServices({ ...this.#options, secrets, webhookUrl, children: this.services }),
      this.#options.env[bundledVariable] || bundleStack(this.#options.progress),
    ])
    const settings = { ...this.#options, secrets, services }
    // The API brings the database up to date, which the authorities rely on.
    await this.#start(apiApplication(settings))
    await Promise.all(authorityApplications(settings).map((authority) => this.#start(authority)))
    return services
  }

  #start(application: Application): Promise<void> {
    const { progress, stateFolder } = this.#options
    return progress.during(`starting ${application.name}`, async () => {
      const child = await this.applications.start({ ...application, stateFolder })
      await waitUntilReady(child, () => isOk(application.readyUrl), readyTimeoutMs)
    })
  }

  get #apiUrl(): string {
    return `http://127.0.0.1:${this.#options.ports.api}`
  }
}

function isOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) }).then(
    (response) => response.ok,
    () => false,
  )
}

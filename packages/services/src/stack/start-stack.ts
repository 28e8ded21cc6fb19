import type { Ports } from '../ports.ts'
import { waitUntilReady } from '../process/child.ts'
import { Children } from '../process/children.ts'
import type { Progress } from '../progress.ts'
import { loadSecrets } from '../secrets.ts'
import { startServices } from '../start-services.ts'
import type { StackAddresses } from './addresses.ts'
import {
  type Application,
  apiApplication,
  arcadeApplication,
  authorityApplications,
  bundle,
} from './applications.ts'

export interface StackOptions {
  stateFolder: string
  ports: Ports
  /** Data survives a power cut; false where it is thrown away afterwards. */
  durable: boolean
  withArcade: boolean
  env: NodeJS.ProcessEnv
  progress: Progress
}

export interface Stack {
  addresses: StackAddresses
  services: Children
  applications: Children
  /** Applications first, so that they can still finish what they do with the services. */
  stop(): Promise<void>
}

/** The API migrates the database first; the dev server reads its dependencies the first time. */
const readyTimeoutMs = 60_000
/** Longest wait for one answer to "ready?". */
const answerTimeoutMs = 2_000

/** Starts services and applications, each as early as what it needs is there. Stops what it started if one fails. */
export async function startStack(options: StackOptions): Promise<Stack> {
  const services = new Children()
  const applications = new Children()
  const stop = async () => {
    await applications.stop()
    await services.stop()
  }
  try {
    return { addresses: await startAll(options, services, applications), services, applications, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function startAll(
  options: StackOptions,
  services: Children,
  applications: Children,
): Promise<StackAddresses> {
  const { stateFolder, ports, env, progress, withArcade } = options
  const secrets = loadSecrets(stateFolder)
  const apiUrl = `http://127.0.0.1:${ports.api}`
  const webhookUrl = `${apiUrl}/v1/webhooks/livekit`
  const start = (application: Application) =>
    progress.during(`starting ${application.name}`, async () => {
      const child = await applications.start({ ...application, stateFolder })
      await waitUntilReady(child, () => isOk(application.readyUrl), readyTimeoutMs)
    })

  const [urls] = await Promise.all([
    startServices({ ...options, secrets, webhookUrl, children: services }),
    bundle('api'),
    bundle('authority'),
    withArcade && start(arcadeApplication(ports, env)),
  ])
  const settings = { ports, secrets, services: urls, env }
  // The API brings the database up to date, which the authorities rely on.
  await start(apiApplication(settings))
  await Promise.all(authorityApplications(settings).map(start))

  return {
    apiUrl,
    authorityUrls: ports.authorities.map((port) => `http://127.0.0.1:${port}`),
    ...(withArcade && { arcadeUrl: `http://127.0.0.1:${ports.arcade}` }),
    ...urls,
  }
}

function isOk(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(answerTimeoutMs) }).then(
    (response) => response.ok,
    () => false,
  )
}

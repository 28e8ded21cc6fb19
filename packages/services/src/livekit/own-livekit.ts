import { freePorts } from '../ports.ts'
import type { Child } from '../process/child.ts'
import { Children } from '../process/children.ts'
import { createProgress } from '../progress.ts'
import { loadSecrets } from '../secrets.ts'
import { makeThrowawayFolder, removeAbandonedFolders, removeThrowawayFolder } from '../throwaway-folder.ts'
import { startLivekit } from './livekit.ts'
import { findLivekit } from './livekit-binary.ts'

/** A LiveKit that nobody else uses: it may die, hang and come back, always at the same address. */
export interface OwnLivekit {
  readonly url: string
  readonly apiKey: string
  readonly apiSecret: string
  /** At once, without a word to anybody. */
  kill(): Promise<void>
  /** A fresh process, which knows of no room. Settles when it answers. */
  startAgain(): Promise<void>
  /** It goes on holding its connections, and does nothing until `resume`. */
  pause(): void
  resume(): void
  /** Ends it and removes all it wrote. */
  stop(): Promise<void>
}

export async function startOwnLivekit(): Promise<OwnLivekit> {
  await removeAbandonedFolders()
  const stateFolder = makeThrowawayFolder()
  const children = new Children()
  const ports = await freePorts(0)
  const { livekitApiKey: apiKey, livekitApiSecret: apiSecret } = loadSecrets(stateFolder)
  const binary = await findLivekit(createProgress())
  const start = () =>
    startLivekit({
      binary,
      stateFolder,
      children,
      port: ports.livekit,
      tcpPort: ports.livekitTcp,
      udpPort: ports.livekitUdp,
      apiKey,
      apiSecret,
      webhookUrl: undefined,
      nodeIp: '127.0.0.1',
    })
  const server = () => children.all[0] as Child
  const signal = (name: NodeJS.Signals) => void process.kill(server().pid, name)
  return {
    url: await start(),
    apiKey,
    apiSecret,
    async kill() {
      signal('SIGKILL')
      await server().ended
    },
    async startAgain() {
      await start()
    },
    pause: () => signal('SIGSTOP'),
    resume: () => signal('SIGCONT'),
    async stop() {
      await children.stop()
      await removeThrowawayFolder(stateFolder)
    },
  }
}

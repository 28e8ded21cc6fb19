import { type AddressInfo, connect, createServer, type Socket } from 'node:net'
import { MessageReader, MessageSplitter, type PostgresMessage } from './postgres-messages.ts'

/** When, within a transaction, which death comes. */
export interface Death {
  /** The client's message at which it comes, from 1, which is `begin`. One more than there are: the reply to the last one. */
  message: number
  /** Before the message is passed on, or right after. */
  when: 'before' | 'after'
  strike(where: Struck): Promise<Aftermath>
}

/** What a blow needs to know of the connection it hits. */
export interface Struck {
  client: Socket
  server: Socket
  /** The process of Postgres that serves the connection. */
  backendPid: number | undefined
}

/** The connection passes on; nothing passes any more, and each side hears when the other has closed; or nobody hears anything. */
export type Aftermath = 'passing' | 'closing' | 'silent'

export interface Watched {
  /** What the client said in the transaction, in words. */
  messages: string[]
  /** False: the transaction had fewer messages than were waited for. */
  hasStruck: boolean
}

export interface DeadlyProxy {
  /** The database's address, by way of the proxy. */
  url: string
  /** Watches the next transaction that begins, until it is over or `death` has come. */
  watch(death?: Death): Promise<Watched>
  close(): Promise<void>
}

interface Watch {
  death: Death | undefined
  messages: string[]
  /** Undefined: no transaction has begun since. */
  link: Link | undefined
  over(watched: Watched): void
}

interface Link extends Struck {
  reader: MessageReader
  state: Aftermath
}

/**
 * Stands between one process and Postgres, understands what is said, and lets one of the two (or the connection) die at a chosen
 * message of a transaction.
 */
export async function startDeadlyProxy(databaseUrl: string): Promise<DeadlyProxy> {
  const database = new URL(databaseUrl)
  const links = new Set<Link>()
  let watch: Watch | undefined

  const listener = createServer((client) => {
    const server = connect(Number(database.port), database.hostname)
    const link = {
      client,
      server,
      reader: new MessageReader(),
      backendPid: undefined,
      state: 'passing' as const,
    }
    links.add(link)
    passOn(link)
  })

  function passOn(link: Link): void {
    const { client, server } = link
    for (const [from, to] of [
      [client, server],
      [server, client],
    ] as const) {
      // Each message goes out by itself, and must not wait for the one before to be acknowledged.
      from.setNoDelay(true)
      from.on('error', () => {})
      from.on('close', () => link.state === 'silent' || to.end())
    }
    const said = new MessageSplitter({ isClient: true })
    const answered = new MessageSplitter({ isClient: false })
    let passed = Promise.resolve()
    client.on('data', (chunk) => {
      for (const message of said.push(chunk))
        passed = passed.then(() => (link.state === 'passing' ? fromClient(link, message) : undefined))
    })
    server.on('data', (chunk) => {
      for (const message of answered.push(chunk)) if (link.state === 'passing') fromServer(link, message)
    })
  }

  async function fromClient(link: Link, message: PostgresMessage): Promise<void> {
    const words = link.reader.read(message)
    if (watch && watch.link === undefined && /^(Query|Parse) begin/.test(words)) watch.link = link
    const pass = () => void link.server.write(message.bytes)
    if (watch?.link !== link) return pass()
    watch.messages.push(words)
    const { death, messages } = watch
    if (death === undefined || messages.length !== death.message) return pass()
    await deal(link, death, pass)
  }

  async function deal(link: Link, { strike, when }: Death, pass: () => void): Promise<void> {
    const { messages, over } = watch as Watch
    watch = undefined
    if (when === 'after') pass()
    link.state = await strike(link)
    if (when === 'before' && link.state === 'passing') pass()
    over({ messages, hasStruck: true })
  }

  function fromServer(link: Link, { type, bytes }: PostgresMessage): void {
    if (type === 'K') link.backendPid = bytes.readInt32BE(5)
    const hasEnded = watch?.link === link && type === 'Z' && bytes.toString('latin1', 5) === 'I'
    if (!hasEnded) return void link.client.write(bytes)
    const { death, messages, over } = watch as Watch
    const isAtReply = death !== undefined && death.message === messages.length + 1
    const pass = () => void link.client.write(bytes)
    if (isAtReply) return void deal(link, death, pass)
    pass()
    watch = undefined
    over({ messages, hasStruck: false })
  }

  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve))
  const url = new URL(databaseUrl)
  url.host = `127.0.0.1:${(listener.address() as AddressInfo).port}`
  return {
    url: url.href,
    watch(death) {
      return new Promise((over) => {
        watch = { death, messages: [], link: undefined, over }
      })
    },
    close() {
      for (const { client, server } of links) for (const socket of [client, server]) socket.destroy()
      return new Promise((resolve) => listener.close(() => resolve()))
    },
  }
}

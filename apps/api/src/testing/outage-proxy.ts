import { type AddressInfo, connect, createServer, type Socket } from 'node:net'

export interface OutageProxy {
  /** The service's address, by way of the proxy. */
  url: string
  /** Connections stay open and nothing passes until restored: a frozen process. */
  stall(): void
  /** The connections there are stall for ever; new ones work: a firewall that lost its state. */
  forget(): void
  /** Connections are cut, new ones refused. */
  cut(): Promise<void>
  restore(): Promise<void>
  close(): Promise<void>
}

/** Stands between the API and a real service, and takes it away. */
export async function startOutageProxy(serviceUrl: string): Promise<OutageProxy> {
  const service = new URL(serviceUrl)
  const sockets = new Set<Socket>()
  const forgotten = new Set<Socket>()
  let isStalled = false

  const server = createServer((client) => {
    const upstream = connect(Number(service.port), service.hostname)
    join(client, upstream)
    join(upstream, client)
  })

  function join(from: Socket, to: Socket): void {
    sockets.add(from)
    from.on('data', (chunk) => to.write(chunk))
    from.on('close', () => to.destroy())
    from.on('error', () => to.destroy())
    if (isStalled) from.pause()
  }

  const listen = (port: number) => new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve))
  const shut = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      for (const socket of [...sockets, ...forgotten]) socket.destroy()
      sockets.clear()
    })

  await listen(0)
  const { port } = server.address() as AddressInfo
  const url = new URL(serviceUrl)
  url.host = `127.0.0.1:${port}`
  return {
    url: url.href,
    stall() {
      isStalled = true
      for (const socket of sockets) socket.pause()
    },
    forget() {
      for (const socket of sockets) forgotten.add(socket.pause())
      sockets.clear()
    },
    cut: shut,
    async restore() {
      isStalled = false
      for (const socket of sockets) socket.resume()
      if (!server.listening) await listen(port)
    },
    close: shut,
  }
}

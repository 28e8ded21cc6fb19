import { serve } from '@hono/node-server'

/** Rejects when the port is taken. */
export function listen(
  fetch: Parameters<typeof serve>[0]['fetch'],
  { host, port }: { host: string; port: number },
): Promise<{ port: number; close(): void }> {
  return new Promise((resolve, reject) => {
    const server = serve({ fetch, hostname: host, port }, (address) =>
      resolve({
        port: address.port,
        close() {
          server.close()
          if ('closeAllConnections' in server) server.closeAllConnections()
        },
      }),
    )
    server.once('error', reject)
  })
}

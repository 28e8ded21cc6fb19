import { createSocket } from 'node:dgram'
import { createServer } from 'node:net'

/** Each port that a stack listens on, with the setting that moves it. */
export const portSettings = {
  postgres: { variable: 'POSTGRES_PORT', port: 54320 },
  redis: { variable: 'REDIS_PORT', port: 63790 },
  livekit: { variable: 'LIVEKIT_PORT', port: 7880 },
  livekitTcp: { variable: 'LIVEKIT_TCP_PORT', port: 7881 },
  livekitUdp: { variable: 'LIVEKIT_UDP_PORT', port: 7882 },
  api: { variable: 'PORT', port: 8080 },
  authority: { variable: 'AUTHORITY_PORT', port: 8081 },
  arcade: { variable: 'ARCADE_PORT', port: 5173 },
} as const

export type PortName = keyof typeof portSettings
export type Ports = Record<PortName, number>

export const portNames = Object.keys(portSettings) as PortName[]

/** The usual ports, where the environment does not move them. */
export function configuredPorts(env: NodeJS.ProcessEnv): Ports {
  return mapPorts((name) => {
    const { variable, port } = portSettings[name]
    const text = env[variable]
    if (!text) return port
    const number = Number(text)
    if (Number.isInteger(number) && number > 0 && number < 65536) return number
    throw new Error(`${variable}: "${text}" is not a port number (1 to 65535)`)
  })
}

/** Ports nobody listens on now: for a stack beside a running one. */
export async function freePorts(): Promise<Ports> {
  const servers = await Promise.all(portNames.map(() => listen(0)))
  const ports = servers.map((server) => (server.address() as { port: number }).port)
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))))
  return mapPorts((_, index) => ports[index] as number)
}

/** Throws for the first port that is taken, naming the setting that moves it. */
export async function requireFreePorts(ports: Ports, names: readonly PortName[]): Promise<void> {
  for (const name of names) {
    const isFree = name === 'livekitUdp' ? await isUdpPortFree(ports[name]) : await isTcpPortFree(ports[name])
    if (isFree) continue
    const { variable } = portSettings[name]
    throw new Error(
      `port ${ports[name]} (${name}) is taken: end what listens there, or set ${variable} to another port`,
    )
  }
}

function mapPorts(port: (name: PortName, index: number) => number): Ports {
  return Object.fromEntries(portNames.map((name, index) => [name, port(name, index)])) as Ports
}

async function isTcpPortFree(port: number): Promise<boolean> {
  try {
    const server = await listen(port)
    await new Promise((resolve) => server.close(resolve))
    return true
  } catch {
    return false
  }
}

function isUdpPortFree(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = createSocket('udp4')
    socket.once('error', () => resolve(false))
    socket.bind(port, '0.0.0.0', () => socket.close(() => resolve(true)))
  })
}

function listen(port: number) {
  return new Promise<ReturnType<typeof createServer>>((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host: '127.0.0.1' }, () => resolve(server))
  })
}

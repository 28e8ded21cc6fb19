import { randomInt } from 'node:crypto'
import { createSocket } from 'node:dgram'
import { createServer, type Server } from 'node:net'

/** Each port that a stack listens on, with the setting that moves it. */
export const portSettings = {
  postgres: { variable: 'POSTGRES_PORT', port: 54320 },
  redis: { variable: 'REDIS_PORT', port: 63790 },
  livekit: { variable: 'LIVEKIT_PORT', port: 7880 },
  livekitTcp: { variable: 'LIVEKIT_TCP_PORT', port: 7881 },
  livekitUdp: { variable: 'LIVEKIT_UDP_PORT', port: 7882 },
  api: { variable: 'PORT', port: 8080 },
  /** Of the first authority; further ones take the ports after it. */
  authority: { variable: 'AUTHORITY_PORT', port: 8081 },
  arcade: { variable: 'ARCADE_PORT', port: 5173 },
} as const

export type PortName = keyof typeof portSettings
export type Ports = Record<Exclude<PortName, 'authority'>, number> & { authorities: number[] }

/** The usual ports, where the environment does not move them. */
export function configuredPorts(env: NodeJS.ProcessEnv, authorities: number): Ports {
  const { authority, ...others } = mapPorts((name) => configuredPort(env, name))
  return { ...others, authorities: consecutive(authority, authorities) }
}

/** Below what systems give to outgoing connections (from 32768 on Linux), which would take a port before its server does. */
const freePortsFrom = 15_000
const freePortsTo = 32_000

/** Ports nobody listens on now: for a stack beside a running one. */
export async function freePorts(authorities: number): Promise<Ports> {
  const free = new Set<number>()
  while (free.size < Object.keys(portSettings).length + authorities) {
    const port = randomInt(freePortsFrom, freePortsTo)
    if ((await isTcpPortFree(port)) && (await isUdpPortFree(port))) free.add(port)
  }
  const ports = [...free]
  const { authority: _, ...others } = mapPorts(() => ports.pop() as number)
  return { ...others, authorities: ports.slice(0, authorities) }
}

/** Throws for the first port that is taken, naming the setting that moves it. */
export async function requireFreePorts(ports: Ports, names: readonly PortName[]): Promise<void> {
  for (const name of names) {
    for (const port of name === 'authority' ? ports.authorities : [ports[name]]) {
      const isFree = name === 'livekitUdp' ? await isUdpPortFree(port) : await isTcpPortFree(port)
      if (isFree) continue
      const { variable } = portSettings[name]
      throw new Error(
        `port ${port} (${name}) is taken: end what listens there, or set ${variable} to another port`,
      )
    }
  }
}

function configuredPort(env: NodeJS.ProcessEnv, name: PortName): number {
  const { variable, port } = portSettings[name]
  const text = env[variable]
  if (!text) return port
  const number = Number(text)
  if (Number.isInteger(number) && number > 0 && number < 65_536) return number
  throw new Error(`${variable}: "${text}" is not a port number (1 to 65535)`)
}

function consecutive(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index)
}

function mapPorts(port: (name: PortName) => number): Record<PortName, number> {
  const names = Object.keys(portSettings) as PortName[]
  return Object.fromEntries(names.map((name) => [name, port(name)])) as Record<PortName, number>
}

/** macOS lets two programs listen on one port when one names an address and the other does not: so ask for both. */
async function isTcpPortFree(port: number): Promise<boolean> {
  try {
    for (const host of ['127.0.0.1', '0.0.0.0']) await close(await listen(port, host))
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

function listen(port: number, host: string): Promise<Server> {
  return new Promise((resolve, reject) => {
    const server = createServer()
    server.once('error', reject)
    server.listen({ port, host }, () => resolve(server))
  })
}

function close(server: Server): Promise<unknown> {
  return new Promise((resolve) => server.close(resolve))
}

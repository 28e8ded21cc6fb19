import { readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ServiceUrls } from '../start-services.ts'

/** Where a running stack can be reached; kept in `stack.json` of its state folder while it is ready. */
export interface StackAddresses extends ServiceUrls {
  apiUrl: string
  authorityUrls: string[]
  /** Undefined for a stack without pages. */
  arcadeUrl?: string
}

export function readAddresses(stateFolder: string): StackAddresses | undefined {
  try {
    return JSON.parse(readFileSync(addressesFile(stateFolder), 'utf8')) as StackAddresses
  } catch {
    return undefined
  }
}

export function writeAddresses(stateFolder: string, addresses: StackAddresses): void {
  writeFileSync(addressesFile(stateFolder), JSON.stringify(addresses, null, 2), { mode: 0o600 })
}

export function removeAddresses(stateFolder: string): void {
  rmSync(addressesFile(stateFolder), { force: true })
}

export function formatAddresses(addresses: StackAddresses): string {
  const rows: [string, string][] = [
    ...(addresses.arcadeUrl ? [['arcade', addresses.arcadeUrl] as [string, string]] : []),
    ['api', `${addresses.apiUrl}  (reference at ${addresses.apiUrl}/docs)`],
    ...addresses.authorityUrls.map((url): [string, string] => [
      'authority',
      `${url}  (load at ${url}/stats)`,
    ]),
    ['livekit', addresses.livekitUrl],
    ['postgres', addresses.databaseUrl],
    ['redis', addresses.redisUrl],
  ]
  return rows.map(([name, address]) => `  ${name.padEnd(10)} ${address}`).join('\n')
}

const addressesFile = (stateFolder: string) => join(stateFolder, 'stack.json')

import { existsSync, readdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'

const ending = '.log'
const previousEnding = '.previous.log'

export const logsFolder = (stateFolder: string) => join(stateFolder, 'logs')

/** Each run begins its logs afresh and keeps those of the run before. */
export function keepLastLogs(stateFolder: string): void {
  for (const name of logNames(stateFolder)) {
    if (name === 'up') continue // Open already: it belongs to the run that asks for this.
    renameSync(logFile(stateFolder, name), join(logsFolder(stateFolder), `${name}${previousEnding}`))
  }
}

/** Names of the processes that have logged, in the order of the alphabet. */
export function logNames(stateFolder: string): string[] {
  if (!existsSync(logsFolder(stateFolder))) return []
  return readdirSync(logsFolder(stateFolder))
    .filter((file) => file.endsWith(ending) && !file.endsWith(previousEnding))
    .map((file) => file.slice(0, -ending.length))
    .sort()
}

export const logFile = (stateFolder: string, name: string) =>
  join(logsFolder(stateFolder), `${name}${ending}`)

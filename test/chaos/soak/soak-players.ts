import { type ChildProcess, fork } from 'node:child_process'
import { closeSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { tickingOptions } from '@gameserver/services/stack/applications'

const script = fileURLToPath(new URL('./soak-worker.ts', import.meta.url))

/** As many play in one process without being late for each other. */
const playersPerProcess = 6

/** What a process is told once. */
export interface SoakEntry {
  apiUrl: string
  /** In this process. */
  players: number
  playersPerMatch: number
  /** Of its first player. */
  firstNumber: number
  /** By so much the players of a match begin after those of another, so that some matches begin while others end. */
  staggerMs: number
}

interface SoakPlayersOptions extends Pick<SoakEntry, 'apiUrl' | 'playersPerMatch' | 'staggerMs'> {
  players: number
  folder: string
  /** What players say that could not play. */
  note: (text: string) => void
}

/** All players, in processes of their own, from now until they are ended. */
export class SoakPlayers {
  readonly #processes: ChildProcess[] = []
  #failure: Error | undefined
  #isEnded = false
  #isResting = true

  constructor({ players, folder, note, ...entry }: SoakPlayersOptions) {
    for (let firstNumber = 0; firstNumber < players; firstNumber += playersPerProcess) {
      const logFile = join(folder, `players-${this.#processes.length + 1}.log`)
      const child = start(logFile)
      child.on('message', (text) => note(`players: ${text}`))
      child.once('exit', (code, signal) => {
        if (!this.#isEnded) this.#failure ??= new Error(`players have ended (${signal ?? code}); ${logFile}`)
      })
      child.send({ ...entry, players: Math.min(playersPerProcess, players - firstNumber), firstNumber })
      this.#processes.push(child)
    }
  }

  /** While they rest, they play what they have begun, and begin nothing: as at first. */
  rest(isResting: boolean): void {
    if (isResting === this.#isResting) return
    this.#isResting = isResting
    for (const child of this.#processes) if (child.connected) child.send(isResting ? 'rest' : 'play')
  }

  /** Throws when some have ended by themselves. */
  check(): void {
    if (this.#failure) throw this.#failure
  }

  end(): void {
    this.#isEnded = true
    for (const child of this.#processes) child.kill('SIGKILL')
  }
}

function start(logFile: string): ChildProcess {
  const log = openSync(logFile, 'a')
  const child = fork(script, {
    execArgv: ['--import', 'tsx', ...tickingOptions],
    stdio: ['ignore', log, log, 'ipc'],
  })
  closeSync(log)
  return child
}

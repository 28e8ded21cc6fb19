import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import type { Output } from '../progress.ts'
import { repository, stateFolder } from '../repository.ts'

/** What a detached `up` sends the command that waits for it: text to show, then word that it may go. */
type Message = { text: string } | { released: true }

/** Starts `up` in a session of its own, shows its progress, and returns when it is ready. */
export async function detachUp(authorities: number): Promise<void> {
  mkdirSync(join(stateFolder, 'logs'), { recursive: true })
  const log = openSync(join(stateFolder, 'logs', 'up.log'), 'a')
  const args = [
    join(repository, 'packages/services/bin/enter.mjs'),
    'up',
    '--authorities',
    String(authorities),
  ]
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log, log, 'ipc'] })
  closeSync(log)
  const stopChild = () => child.kill('SIGTERM')
  process.once('SIGINT', stopChild)
  process.once('SIGTERM', stopChild)

  process.exitCode = await new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1))
    child.on('message', (message: Message) => {
      if ('text' in message) process.stderr.write(message.text)
      else resolve(0)
    })
  })
  process.off('SIGINT', stopChild)
  process.off('SIGTERM', stopChild)
  if (child.connected) child.disconnect()
  child.unref()
}

export interface Terminal {
  output: Output
  isDetached: boolean
  /** Lets the command that waits go; what is said afterwards is in the log only. */
  release(): void
}

/** The terminal of this process, or of the command that detached it. */
export function parentTerminal(): Terminal {
  const send = process.send?.bind(process)
  if (!send) return { output: process.stderr, isDetached: false, release: () => {} }
  const output: Output = {
    isTTY: false,
    write(text) {
      process.stderr.write(text)
      if (process.connected) send({ text } satisfies Message)
    },
  }
  return {
    output,
    isDetached: true,
    release() {
      if (process.connected)
        send({ released: true } satisfies Message, undefined, undefined, () => process.disconnect())
    },
  }
}

import type { Child } from '@gameserver/services/process/child'
import type { Children } from '@gameserver/services/process/children'
import { poll } from '@gameserver/services/process/poll'
import { childrenOf, signalAll, treeOf } from '@gameserver/services/process/process-tree'

/** A Postgres that finds out what it had written, or an authority that rehearses its games on a busy machine. */
const readyMsMax = 60_000
const askEveryMs = 100

/** One program of the stack, a service or one of ours, with all processes that it has started: what faults happen to. */
export class Program {
  readonly name: string
  readonly #children: Children
  readonly #isReady: () => Promise<boolean>

  constructor(name: string, children: Children, isReady: () => Promise<boolean>) {
    this.name = name
    this.#children = children
    this.#isReady = isReady
  }

  /** The first process, which has started the others. */
  get pid(): number {
    return this.#child.pid
  }

  get isRunning(): boolean {
    return this.#child.end === undefined
  }

  get logFile(): string {
    return this.#child.logFile
  }

  /** What it has started and that runs now, as an authority host's processes; empty where one process does all. */
  children(): number[] {
    return childrenOf(this.pid)
  }

  /** All of its processes, the first one first. */
  processes(): number[] {
    return treeOf(this.pid)
  }

  /** All processes at once, without a word: as when the machine goes. */
  async kill(): Promise<void> {
    signalAll(this.processes(), 'SIGKILL')
    await this.#child.ended
  }

  /** All processes stand still, and are as they were when they go on: to others they look dead. */
  pause(): void {
    signalAll(this.processes(), 'SIGSTOP')
  }

  resume(): void {
    signalAll(this.processes(), 'SIGCONT')
  }

  /** Asks the first process to end; it tells its children. What takes longer than `msMax` is a fault of its own. */
  async stop(msMax: number): Promise<void> {
    signalAll([this.pid], this.name === 'postgres' ? 'SIGINT' : 'SIGTERM')
    const hasEnded = await poll(() => !this.isRunning, { timeoutMs: msMax })
    if (!hasEnded) throw new Error(`${this.name} has not ended ${msMax / 1000} s after it was asked to`)
  }

  /** As it was started first, with what it has written meanwhile. */
  async startAgain(): Promise<void> {
    if (this.isRunning) return
    await this.#children.startAgain(this.name)
    await this.ready()
  }

  async ready(): Promise<void> {
    const isReady = await poll(this.#isReady, { timeoutMs: readyMsMax, intervalMs: askEveryMs })
    if (!isReady) throw new Error(`${this.name} was not ready within ${readyMsMax / 1000} s`)
  }

  get #child(): Child {
    const child = this.#children.all.find(({ name }) => name === this.name)
    if (!child) throw new Error(`${this.name} was never started`)
    return child
  }
}

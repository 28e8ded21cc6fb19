import { type ChildProcess, fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { bundleProgram } from '@gameserver/services/bundle-program'
import { type DeadlyProxy, startDeadlyProxy } from './deadly-proxy.ts'
import type { Order, Told } from './victim-orders.ts'

/** A process with a proxy of its own before Postgres. */
export interface Victim {
  process: ChildProcess
  proxy: DeadlyProxy
  order(order: Order): void
  /** What it tells next; undefined when it is dead. */
  told(): Promise<Told | undefined>
  end(): Promise<void>
}

export type Role = 'committer' | 'settling' | 'season' | 'all'

/** Starts processes ahead of time, since each dies at its first use. */
export class Victims {
  readonly #urls: { databaseUrl: string; redisUrl: string }
  readonly #programs: Record<'committer' | 'settler', string>
  readonly #spares = new Map<Role, Promise<Victim>>()

  static async prepare(urls: { databaseUrl: string; redisUrl: string }): Promise<Victims> {
    const bundle = (name: string) =>
      bundleProgram(fileURLToPath(new URL(`${name}.ts`, import.meta.url)), `chaos/${name}`)
    const [committer, settler] = await Promise.all([bundle('committer'), bundle('settler')])
    return new Victims(urls, { committer, settler })
  }

  private constructor(
    urls: { databaseUrl: string; redisUrl: string },
    programs: Record<'committer' | 'settler', string>,
  ) {
    this.#urls = urls
    this.#programs = programs
  }

  /** One that is ready, and not used yet. */
  async take(role: Role): Promise<Victim> {
    const victim = await (this.#spares.get(role) ?? this.#start(role))
    const spare = this.#start(role)
    // Whoever takes it hears of it.
    spare.catch(() => {})
    this.#spares.set(role, spare)
    return victim
  }

  async end(): Promise<void> {
    const spares = await Promise.allSettled(this.#spares.values())
    await Promise.all(spares.map((spare) => spare.status === 'fulfilled' && spare.value.end()))
  }

  async #start(role: Role): Promise<Victim> {
    const proxy = await startDeadlyProxy(this.#urls.databaseUrl)
    const program = role === 'committer' ? this.#programs.committer : this.#programs.settler
    const child = fork(program, [proxy.url, this.#urls.redisUrl, role], {
      execArgv: ['--enable-source-maps'],
    })
    const dead = once(child, 'exit').then(() => undefined)
    const victim: Victim = {
      process: child,
      proxy,
      order: (order) => void (child.connected && child.send(order)),
      told: () => Promise.race([once(child, 'message').then(([told]) => told as Told), dead]),
      async end() {
        child.kill('SIGKILL')
        await dead
        await proxy.close()
      },
    }
    const told = await victim.told()
    if (told === 'ready') return victim
    await victim.end()
    throw new Error(`a ${role} ended at its start`)
  }
}

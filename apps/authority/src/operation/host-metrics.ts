import { AggregatorRegistry, Counter, collectDefaultMetrics, Gauge, Registry } from 'prom-client'
import type { Answers } from '../supervisor/messages.ts'
import type { Supervisor } from '../supervisor/supervisor.ts'

type Metrics = Answers['metrics']

/** The metrics of all processes that answer, and those of their supervisor, in Prometheus' words; `process` says whose each is. */
export class HostMetrics {
  readonly #supervisor: Supervisor
  readonly #own = new Registry()

  constructor(supervisor: Supervisor) {
    this.#supervisor = supervisor
    collectDefaultMetrics({ register: this.#own })
    this.#countProcesses()
    this.#countEnds()
  }

  get contentType(): string {
    return this.#own.contentType
  }

  async text(): Promise<string> {
    const all = await Promise.all([
      this.#own.getMetricsAsJSON().then((metrics) => labelled(metrics, 'supervisor')),
      ...this.#supervisor.processes.map(async (one) =>
        labelled((await one.ask('metrics')) ?? [], String(one.number)),
      ),
    ])
    return AggregatorRegistry.aggregate(all).metrics()
  }

  #countProcesses(): void {
    const supervisor = this.#supervisor
    new Gauge({
      name: 'gameserver_authority_processes',
      help: 'Processes that play matches, or wait to do so, by what they are doing',
      labelNames: ['state'],
      registers: [this.#own],
      collect() {
        const states = { starting: 0, playing: 0, spare: 0, leaving: 0 }
        for (const one of supervisor.processes)
          states[one.isLeaving ? 'leaving' : !one.isReady ? 'starting' : one.isSpare ? 'spare' : 'playing']++
        for (const [state, count] of Object.entries(states)) this.set({ state }, count)
      },
    })
  }

  #countEnds(): void {
    const { ends } = this.#supervisor
    const told = new Map<string, number>()
    new Counter({
      name: 'gameserver_authority_process_ends_total',
      help: 'Processes that have ended, by why',
      labelNames: ['cause'],
      registers: [this.#own],
      collect() {
        for (const [cause, count] of ends) {
          this.inc({ cause }, count - (told.get(cause) ?? 0))
          told.set(cause, count)
        }
      },
    })
  }
}

/** No two processes have the same label, so there is nothing to add up: each metric's way of doing that counts for nothing. */
function labelled(metrics: Metrics, process: string): object[] {
  return metrics.map((metric) => ({
    ...metric,
    aggregator: 'sum',
    values: metric.values.map((value) => ({ ...value, labels: { ...value.labels, process } })),
  }))
}

import type { Supervisor } from '../supervisor/supervisor.ts'
import type { Readiness } from './readiness.ts'

/** A host is ready when one of its processes is; while none is, what the one says that answered first in their order. */
export async function hostReadiness({ processes, isStopping }: Supervisor): Promise<Readiness> {
  const answers = await Promise.all(processes.map((one) => one.ask('readiness')))
  const known = answers.filter((answer) => answer !== undefined)
  const best = known.find(({ status }) => status === 'ready') ?? known[0]
  if (isStopping) return { status: 'stopping', checks: best?.checks ?? {} }
  return best ?? { status: 'not_ready', checks: {} }
}

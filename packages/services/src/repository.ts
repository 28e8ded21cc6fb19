import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The root of this checkout. */
export const repository = fileURLToPath(new URL('../../../', import.meta.url))

/** What `up` keeps between runs: data, secrets, logs. Git ignores it; removing it starts afresh. */
export const stateFolder = join(repository, '.gameserver')

import { createProgress } from './progress.ts'
import { bundledVariable, bundleStack } from './stack/applications.ts'

/** Global setup of the vitest projects whose files start applications as processes: they are bundled once for all of them. */
export async function setup(): Promise<void> {
  if (process.env[bundledVariable]) return
  await bundleStack(createProgress())
  process.env[bundledVariable] = '1'
}

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../repository.ts'
import { type Check, failIfAny } from './check.ts'
import { composeProblems } from './compose-file.ts'
import { dockerfileProblems } from './dockerfile.ts'

/** What can be said of the containers without an engine to build and run them. */
export const containerChecks: Check[] = [
  {
    name: 'containers: Dockerfiles',
    run: async () => failIfAny(dockerfiles().flatMap((file) => dockerfileProblems(file, read(file), exists))),
  },
  {
    name: 'containers: Compose file',
    run: async () => failIfAny(composeProblems('docker/compose.yaml', read('docker/compose.yaml'), exists)),
  },
]

function dockerfiles(): string[] {
  return readdirSync(join(repository, 'docker'))
    .filter((file) => file.endsWith('.Dockerfile'))
    .map((file) => `docker/${file}`)
}

const read = (file: string) => readFileSync(join(repository, file), 'utf8')
const exists = (file: string) => existsSync(join(repository, file))

import { spawnSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { repository } from '../repository.ts'

/** All files that are, or would be, committed. */
export function repositoryFiles(): string[] {
  const { stdout } = spawnSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], {
    cwd: repository,
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  // A file that is deleted but not yet committed is listed still.
  return stdout.split('\0').filter((file) => file !== '' && existsSync(join(repository, file)))
}

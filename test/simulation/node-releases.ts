import { existsSync, mkdirSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { cacheFolder } from '@gameserver/services/cache-folder'
import { runQuietly } from '@gameserver/services/process/run'

/** One release of each line that is supported, the oldest supported one of 20 among them. */
export const nodeReleases = ['20.19.0', '22.20.0', '24.9.0'] as const

/** 45 MB each, packed. */
const installTimeoutMs = 120_000

/**
 * The program of a Node release, from the npm registry: the packages `node-<system>-<processor>` that the package `node` chooses
 * among hold nothing else. Kept in the cache folder. Throws, saying why, where there is none to be had.
 */
export async function nodeProgram(version: string): Promise<string> {
  const name = `node-${process.platform}-${process.arch}`
  const folder = join(cacheFolder(), `${name}-${version}`)
  const program = join(folder, 'node_modules', name, 'bin/node')
  if (existsSync(program)) return program
  const unfinished = `${folder}.${process.pid}`
  mkdirSync(unfinished, { recursive: true })
  try {
    const options = ['--prefix', unfinished, '--no-save', '--ignore-scripts', '--no-audit', '--no-fund']
    const { code, output } = await runQuietly('npm', ['install', ...options, `${name}@${version}`], {
      timeoutMs: installTimeoutMs,
    })
    if (code !== 0) throw new Error(`npm has no ${name} ${version} to give: ${reasonIn(output)}`)
    renameSync(unfinished, folder)
  } finally {
    rmSync(unfinished, { recursive: true, force: true })
  }
  return program
}

function reasonIn(output: string): string {
  const errors = output.split('\n').filter((line) => /^npm (error|ERR!)/.test(line))
  return errors.slice(0, 2).join('; ') || 'no answer in time'
}

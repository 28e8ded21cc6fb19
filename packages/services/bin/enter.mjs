#!/usr/bin/env node
// The way into every command of this repository (`npm run up`, `npm test`, …). It uses nothing but Node, since on a fresh
// clone nothing else is there: it checks Node, installs what package-lock.json lists, and hands over.
import { spawn } from 'node:child_process'
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'

const repository = fileURLToPath(new URL('../../../', import.meta.url))
const lockFile = join(repository, 'package-lock.json')
const record = join(repository, 'node_modules', '.package-lock.json')

/** No installation takes this long, even on a slow line. */
const installMsMax = 900_000

requireNode(20, 19)
await install()
const { register } = await import('tsx/esm/api')
register()
await import('../src/commands/main.ts')

function requireNode(major, minor) {
  const [thisMajor, thisMinor] = process.versions.node.split('.').map(Number)
  if (thisMajor > major || (thisMajor === major && thisMinor >= minor)) return
  fail(`Node ${major}.${minor} or newer is needed; this is ${process.versions.node}`)
}

async function install() {
  if (isInstalled()) return
  const unlock = await lockInstallation()
  try {
    if (!isInstalled()) await runNpm()
  } finally {
    unlock()
  }
}

/**
 * Whether npm's own record of node_modules, which it writes last, has all that the lock file lists. Optional packages may be
 * missing: most of them are for other systems.
 */
function isInstalled() {
  if (!existsSync(record)) return false
  const installed = packagesOf(record)
  return Object.entries(packagesOf(lockFile)).every(
    ([path, { version, optional, devOptional, extraneous }]) => {
      if (!path.includes('node_modules/') || optional || devOptional || extraneous) return true
      return installed[path] !== undefined && installed[path].version === version
    },
  )
}

function packagesOf(file) {
  return JSON.parse(readFileSync(file, 'utf8')).packages
}

async function runNpm() {
  const startedMs = performance.now()
  const seconds = () => `${Math.round((performance.now() - startedMs) / 1000)} s`
  const isTerminal = process.stderr.isTTY
  process.stderr.write('installing dependencies (npm ci) …\n')
  const progress = setInterval(
    () => process.stderr.write(isTerminal ? `\r  ${seconds()}` : `  ${seconds()}\n`),
    isTerminal ? 1_000 : 10_000,
  )
  const { code, output } = await npmCi()
  clearInterval(progress)
  if (isTerminal) process.stderr.write('\r')
  if (code !== 0) fail(`npm ci failed after ${seconds()}:\n${output.trimEnd()}`)
  process.stderr.write(`  installed in ${seconds()}\n`)
}

function npmCi() {
  // The npm that runs this script, on the Node that runs it; called directly, whichever is on the path.
  const npm = process.env.npm_execpath
  const [command, first] = npm?.endsWith('.js') ? [process.execPath, [npm]] : ['npm', []]
  return new Promise((resolve) => {
    const child = spawn(command, [...first, 'ci', '--no-audit', '--no-fund', '--loglevel=error'], {
      cwd: repository,
      stdio: ['ignore', 'pipe', 'pipe'],
    })
    let output = ''
    child.stdout.on('data', (chunk) => (output += chunk))
    child.stderr.on('data', (chunk) => (output += chunk))
    child.once('error', (error) => resolve({ code: 1, output: error.message }))
    child.once('close', (code) => resolve({ code, output }))
  })
}

/** Two commands started at once on a fresh clone must not install into the same folder. */
async function lockInstallation() {
  const file = join(repository, '.gameserver', 'install.lock')
  mkdirSync(join(repository, '.gameserver'), { recursive: true })
  for (let waited = false; ; waited = true) {
    try {
      const descriptor = openSync(file, 'wx')
      writeFileSync(descriptor, String(process.pid))
      closeSync(descriptor)
      return () => rmSync(file, { force: true })
    } catch (error) {
      if (error.code !== 'EEXIST') fail(`cannot write ${file}: ${error.message}`)
    }
    if (isHeldByLiving(file)) {
      if (!waited) process.stderr.write('waiting for another command that installs dependencies …\n')
      await sleep(500)
    } else rmSync(file, { force: true })
  }
}

/** A process id alone may have gone to another process since, and in a container it does: so an old lock counts no more. */
function isHeldByLiving(file) {
  try {
    const pid = Number(readFileSync(file, 'utf8'))
    if (pid === process.pid || Date.now() - statSync(file).mtimeMs > installMsMax) return false
    process.kill(pid, 0)
    return true
  } catch (error) {
    return error.code === 'EPERM'
  }
}

function fail(message) {
  process.stderr.write(`${message}\n`)
  process.exit(1)
}

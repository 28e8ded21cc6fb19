import { mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { z } from 'zod'
import { loadConfig } from './load-config.ts'

const schema = z.strictObject({
  port: z.int().min(1).max(65535).default(8080),
  migrateOnBoot: z.boolean().default(true),
  auth: z.strictObject({ jwtSecret: z.string().min(32), origins: z.array(z.string()).default([]) }),
})
const environment = {
  PORT: 'port',
  JWT_SECRET: 'auth.jwtSecret',
  ORIGINS: 'auth.origins',
  MIGRATE_ON_BOOT: 'migrateOnBoot',
}
const secret = '0123456789'.repeat(4)
const folder = mkdtempSync(join(tmpdir(), 'config-test-'))

function write(name: string, text: string): string {
  writeFileSync(join(folder, name), text)
  return join(folder, name)
}

function load(env: NodeJS.ProcessEnv, file?: string) {
  return loadConfig({ schema, environment, env, ...(file === undefined ? {} : { file }) })
}

describe('loadConfig', () => {
  it('takes defaults, then the file, then the environment', () => {
    const file = write('good.yaml', `port: 1000\nauth:\n  jwtSecret: ${'x'.repeat(32)}\n`)
    expect(load({}, file)).toEqual({
      port: 1000,
      migrateOnBoot: true,
      auth: { jwtSecret: 'x'.repeat(32), origins: [] },
    })
    expect(load({ PORT: '2000', MIGRATE_ON_BOOT: 'false', ORIGINS: 'a, b', JWT_SECRET: '' }, file)).toEqual({
      port: 2000,
      migrateOnBoot: false,
      auth: { jwtSecret: 'x'.repeat(32), origins: ['a', 'b'] },
    })
  })

  it('keeps a secret of digits a string, and reads it from a file', () => {
    expect(load({ JWT_SECRET: secret }).auth.jwtSecret).toBe(secret)
    expect(load({ JWT_SECRET_FILE: write('secret', `${secret}\n`) }).auth.jwtSecret).toBe(secret)
  })

  it('finds the file by GAMESERVER_CONFIG', () => {
    const file = write('named.yaml', `port: 1234\nauth: { jwtSecret: "${secret}" }\n`)
    expect(load({ GAMESERVER_CONFIG: file }).port).toBe(1234)
  })

  it.each([
    ['a missing setting', {}, undefined, /^auth\.jwtSecret: missing: set JWT_SECRET$/],
    ['a wrong variable', { JWT_SECRET: secret, PORT: 'eighty' }, undefined, /^port: .*\(set by PORT\)$/],
    ['a short secret', { JWT_SECRET: 'short' }, undefined, /^auth\.jwtSecret: .*32.*\(set by JWT_SECRET\)$/],
    [
      'a doubled variable',
      { JWT_SECRET: secret, JWT_SECRET_FILE: '/x' },
      undefined,
      /JWT_SECRET_FILE are both set/,
    ],
    [
      'an unreadable secret',
      { JWT_SECRET_FILE: '/nowhere' },
      undefined,
      /^\/nowhere: cannot be read \(ENOENT\)$/,
    ],
    ['an unknown key', { JWT_SECRET: secret }, 'prot: 1\n', /^prot: unknown setting in .*broken\.yaml$/],
    ['a nested unknown key', { JWT_SECRET: secret }, 'auth: { jwt: 1 }\n', /^auth\.jwt: unknown setting in/],
    ['a wrong type in the file', { JWT_SECRET: secret }, 'port: "x"\n', /^port: .*\(in .*broken\.yaml\)$/],
    ['a section that is none', {}, 'auth: 1\n', /^auth: must be a mapping/],
    ['broken YAML', { JWT_SECRET: secret }, 'port: [1\n', /not YAML/],
    ['a list', { JWT_SECRET: secret }, '- 1\n', /must be a mapping/],
  ])('says %s in one line', (_what, env, yaml, message) => {
    const file = yaml === undefined ? undefined : write('broken.yaml', yaml)
    const refusal = (() => {
      try {
        load(env, file)
        return ''
      } catch (error) {
        expect((error as Error).name).toBe('ConfigError')
        return (error as Error).message
      }
    })()
    expect(refusal).toMatch(message)
    expect(refusal).not.toContain('\n')
  })
})

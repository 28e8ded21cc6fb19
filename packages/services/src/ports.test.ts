import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { configuredPorts, freePorts, requireFreePorts } from './ports.ts'

test('a taken port is named with the setting that moves it', async () => {
  const ports = await freePorts(1)
  const server = createServer().listen(ports.redis, '127.0.0.1')
  await new Promise((resolve) => server.once('listening', resolve))
  await expect(requireFreePorts(ports, ['postgres', 'redis'])).rejects.toThrow(
    `port ${ports.redis} (redis) is taken`,
  )
  await expect(requireFreePorts(ports, ['redis'])).rejects.toThrow('set REDIS_PORT')
  server.close()
})

test('settings move ports, and must be port numbers', () => {
  expect(configuredPorts({ PORT: '9000' }, 1).api).toBe(9000)
  expect(configuredPorts({ AUTHORITY_PORT: '9100' }, 3).authorities).toEqual([9100, 9101, 9102])
  expect(() => configuredPorts({ LIVEKIT_PORT: 'seven' }, 1)).toThrow(
    'LIVEKIT_PORT: "seven" is not a port number',
  )
  expect(() => configuredPorts({ LIVEKIT_PORT: '70000' }, 1)).toThrow('LIVEKIT_PORT')
})

test('free ports are all different', async () => {
  const { authorities, ...others } = await freePorts(4)
  expect(new Set([...authorities, ...Object.values(others)]).size).toBe(4 + Object.keys(others).length)
})

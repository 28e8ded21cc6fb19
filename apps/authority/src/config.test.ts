import { describe, expect, it } from 'vitest'
import { loadAuthorityConfig, settingsByGame } from './config.ts'
import { race } from './testing.ts'

const env = {
  DATABASE_URL: 'postgres://localhost/x',
  REDIS_URL: 'redis://localhost',
  LIVEKIT_URL: 'ws://localhost:7880',
  LIVEKIT_API_KEY: 'devkey',
  LIVEKIT_API_SECRET: 'x'.repeat(32),
}
const settings = (gameSettings: string) =>
  settingsByGame(loadAuthorityConfig({ ...env, GAME_SETTINGS: gameSettings }), [race])

it('reloads games in development alone', () => {
  expect(loadAuthorityConfig({ ...env, RELOAD_GAMES: '1' }).reloadGames).toBe(true)
  const inProduction = { ...env, RELOAD_GAMES: '1', NODE_ENV: 'production' }
  expect(() => loadAuthorityConfig(inProduction)).toThrow('reloadGames: is for development')
})

describe('GAME_SETTINGS', () => {
  it('overrides settings by game', () => {
    expect(settings('race.ticks=20').get('race')).toEqual({ ticks: 20 })
    expect(settings('').size).toBe(0)
  })

  it.each([
    ['chess.ticks=20', /^games\.chess: there is no such game$/],
    ['race.laps=2', /^games\.race\.settings\.laps: the game has no such setting$/],
    ['race.ticks=1', /^games\.race\.settings\.ticks: must be from 10 to 36000, not 1$/],
    ['race.ticks', /"race\.ticks" is not of the form game\.setting=number \(set by GAME_SETTINGS\)$/],
  ])('refuses %s', (text, message) => {
    expect(() => settings(text)).toThrow(message)
  })
})

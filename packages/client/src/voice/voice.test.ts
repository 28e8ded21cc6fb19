import { expect, test } from 'vitest'
import type { RoomVoice } from '../transport.ts'
import { Voice } from './voice.ts'

class Room implements RoomVoice {
  readonly isPlaybackBlocked = false
  readonly volumes: [string, number][] = []
  readonly asked: boolean[] = []
  readonly #outcomes: Promise<void>[]

  constructor(...outcomes: Promise<void>[]) {
    this.#outcomes = outcomes
  }

  async setMicrophone(isOn: boolean): Promise<void> {
    this.asked.push(isOn)
    await this.#outcomes.shift()
  }

  setVolume(identity: string, volume: number): void {
    this.volumes.push([identity, volume])
  }

  async startPlayback(): Promise<void> {}
}

const refused = () => {
  const refusal = Promise.reject(new Error('no'))
  refusal.catch(() => {})
  return refusal
}

function voiceIn(room: Room) {
  const itself = (name: string) => name
  const voice = new Voice<string>(room, { ofIdentity: itself, identityOf: itself })
  const told: boolean[] = []
  voice.on('microphone', (isOn) => told.push(isOn))
  return { voice, told }
}

test('a new room has the microphone and the volumes as they were chosen, and nobody speaks in it yet', async () => {
  const { voice, told } = voiceIn(new Room())
  await voice.setMicrophone(true)
  voice.setVolume('bo', 0.3)
  voice.heard(['bo'])
  const next = new Room()
  voice.moveTo(next)
  expect(next).toMatchObject({ asked: [true], volumes: [['bo', 0.3]] })
  expect([...voice.speaking]).toEqual([])
  await voice.setMicrophone(false)
  const last = new Room()
  voice.moveTo(last)
  expect(last.asked).toEqual([])
  expect(told).toEqual([true, false])
})

test('a room that is lost before it has the microphone is not the last word', async () => {
  const { voice, told } = voiceIn(new Room())
  await voice.setMicrophone(true)
  voice.moveTo(new Room(refused()))
  await expect.poll(() => voice.isMicrophoneOn).toBe(false)
  voice.moveTo(new Room())
  await expect.poll(() => voice.isMicrophoneOn).toBe(true)
  expect(told).toEqual([true, false, true])
})

test('what is chosen while the room is being lost holds in the next one', async () => {
  let lose = (_error: Error) => {}
  const lost = new Promise<void>((_resolve, reject) => {
    lose = reject
  })
  const { voice } = voiceIn(new Room(lost))
  const choosing = voice.setMicrophone(true)
  voice.moveTo(new Room())
  lose(new Error('lost'))
  await choosing
  expect(voice.isMicrophoneOn).toBe(true)
})

test('a microphone that the player refuses stays off', async () => {
  const { voice } = voiceIn(new Room(refused()))
  await expect(voice.setMicrophone(true)).rejects.toThrow('no')
  const next = new Room()
  voice.moveTo(next)
  expect(next.asked).toEqual([])
})

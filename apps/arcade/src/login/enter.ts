import type { Player } from '@gameserver/client/browser'
import { client } from '../client.ts'
import { guestDeviceId } from './guest-device.ts'

let entering: Promise<Player> | undefined

/** Logs in as this window's guest, under the name given; without one, as whoever the guest was before. */
export async function enter(name: string | undefined): Promise<Player> {
  // Several parts of the page ask at once when it opens.
  entering ??= logIn(name).finally(() => {
    entering = undefined
  })
  const player = client.player ?? (await entering)
  return name && player.name !== name ? client.updateName(name) : player
}

async function logIn(name: string | undefined): Promise<Player> {
  return client.player ?? client.loginAsGuest({ deviceId: await guestDeviceId(), ...(name ? { name } : {}) })
}

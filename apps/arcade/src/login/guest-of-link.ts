import { changeSettings } from '../settings/settings.ts'
import { enter } from './enter.ts'
import { takeGuestDevice } from './guest-device.ts'

/**
 * A link that ends in `#guest=` and a device's secret lets this window be that guest: so `npm run seed` hands out its players. What
 * follows the hash is sent to no server, and it is gone from the address at once.
 */
export async function becomeGuestOfLink(): Promise<void> {
  const deviceId = new URLSearchParams(location.hash.slice(1)).get('guest')
  if (deviceId === null) return
  const address = new URL(location.href)
  address.hash = ''
  history.replaceState(history.state, '', address)
  takeGuestDevice(deviceId)
  try {
    const { name } = await enter(undefined)
    changeSettings({ name })
  } catch {
    // The menu says itself when the server is away.
  }
}

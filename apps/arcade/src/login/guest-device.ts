/**
 * Who this window is. A guest is known by a secret that the browser keeps, so that a person comes back as the same
 * player. A second window open at the same time must be somebody else, or it would push the first out of its match: the
 * window that uses the secret holds a lock on it, and one that finds it taken gets a guest of its own, for its session.
 */
const key = 'gameserver.device'

export async function guestDeviceId(): Promise<string> {
  const ownOfThisWindow = read(sessionStorage)
  if (ownOfThisWindow) return ownOfThisWindow
  const shared = read(localStorage) ?? write(localStorage)
  if (await holdForLife(`${key}.${shared}`)) return shared
  return write(sessionStorage)
}

/** This window is that guest from now on, for its session. */
export function takeGuestDevice(deviceId: string): void {
  sessionStorage.setItem(key, deviceId)
}

/** Resolves whether the lock was free; it is then held until the window closes. */
function holdForLife(name: string): Promise<boolean> {
  // Locks exist on secure origins only. Without them windows share one guest.
  if (!navigator.locks) return Promise.resolve(true)
  return new Promise((resolve) => {
    void navigator.locks.request(name, { ifAvailable: true }, (lock) => {
      resolve(lock !== null)
      return lock && new Promise<never>(() => {})
    })
  })
}

function read(storage: Storage): string | undefined {
  return storage.getItem(key) ?? undefined
}

function write(storage: Storage): string {
  const made = randomId()
  storage.setItem(key, made)
  return made
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('')
}

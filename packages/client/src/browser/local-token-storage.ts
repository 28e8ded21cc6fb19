import type { StoredSession, TokenStorage } from '../login/token-storage.ts'

/** Tokens in localStorage, shared by the tabs of an origin. */
export function localTokenStorage(key = 'gameserver.session'): TokenStorage {
  return {
    read: () => parse(localStorage.getItem(key)),
    write: (session) => {
      if (session) localStorage.setItem(key, JSON.stringify(session))
      else localStorage.removeItem(key)
    },
    // Locks exist on secure origins only; without them tabs take the small risk of renewing together.
    exclusively: async (work) => (navigator.locks ? navigator.locks.request(key, () => work()) : work()),
  }
}

function parse(text: string | null): StoredSession | undefined {
  if (!text) return undefined
  try {
    return JSON.parse(text) as StoredSession
  } catch {
    return undefined
  }
}

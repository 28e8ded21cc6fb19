import { useEffect, useState } from 'preact/hooks'
import { type Address, readAddress, writeAddress } from './address.ts'

const listeners = new Set<() => void>()

addEventListener('popstate', tell)

export function currentAddress(): Address {
  return readAddress(location.search)
}

/** `replace`: Back does not lead to where the page is now. */
export function go(address: Address, { replace = false } = {}): void {
  const url = location.pathname + writeAddress(address)
  if (replace) history.replaceState(null, '', url)
  else history.pushState(null, '', url)
  tell()
}

export function useAddress(): Address {
  const [address, setAddress] = useState(currentAddress)
  useEffect(() => {
    const change = () => setAddress(currentAddress())
    listeners.add(change)
    change()
    return () => void listeners.delete(change)
  }, [])
  return address
}

function tell(): void {
  for (const listener of listeners) listener()
}

/** What pages have, and other places that run JavaScript have not. */
interface Page {
  addEventListener: EventTarget['addEventListener']
  document: EventTarget & { visibilityState: string }
  navigator: { connection?: EventTarget }
}

/**
 * In a page: calls when the device may have another way to the servers, or the page was out of sight, until the signal. Elsewhere
 * never.
 */
export function onNetworkChange(changed: () => void, signal?: AbortSignal): void {
  if (!('document' in globalThis)) return
  const { addEventListener, document, navigator } = globalThis as unknown as Page
  const options = signal && { signal }
  addEventListener('online', changed, options)
  const shown = () => {
    if (document.visibilityState === 'visible') changed()
  }
  document.addEventListener('visibilitychange', shown, options)
  // Not all browsers have it: from one network to another without being offline.
  navigator.connection?.addEventListener('change', changed, options)
}

/** What pages have, and other places that run JavaScript have not. */
interface Page {
  addEventListener: EventTarget['addEventListener']
  document: EventTarget & { visibilityState: string }
  navigator: { connection?: EventTarget }
}

/** In a page: calls when the device may have another way to the servers, or the page was out of sight. Elsewhere never. */
export function onNetworkChange(changed: () => void): void {
  if (!('document' in globalThis)) return
  const { addEventListener, document, navigator } = globalThis as unknown as Page
  addEventListener('online', changed)
  document.addEventListener('visibilitychange', () => {
    if (document.visibilityState === 'visible') changed()
  })
  // Not all browsers have it: from one network to another without being offline.
  navigator.connection?.addEventListener('change', changed)
}

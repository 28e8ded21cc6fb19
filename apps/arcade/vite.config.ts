import { fileURLToPath } from 'node:url'
import preact from '@preact/preset-vite'
import { defineConfig, type Plugin } from 'vite'
import { faultOrigins } from './fault-origins.ts'

const apiUrl = process.env.API_URL ?? 'http://localhost:8080'

export default defineConfig({
  // A game's drawing is no component, though its class looks like one: src/load-games.ts replaces it.
  plugins: [preact({ exclude: [/node_modules/, /packages\/games\//] }), watchGames(), faultOrigins()],
  // Loaded with the first match; found only then, they would make the dev server reload the page in the middle of it.
  optimizeDeps: {
    include: ['pixi.js', 'livekit-client', '@bufbuild/protobuf', '@bufbuild/protobuf/codegenv2'],
  },
  server: {
    port: Number(process.env.ARCADE_PORT ?? 5173),
    strictPort: true,
    proxy: { '/v1': { target: apiUrl, changeOrigin: true } },
  },
  preview: {
    port: Number(process.env.ARCADE_PORT ?? 5173),
    strictPort: true,
    proxy: { '/v1': { target: apiUrl, changeOrigin: true } },
  },
  build: {
    target: 'es2022',
    // pixi.js and livekit-client are loaded with the first match, apart from the menu, and are known to be large.
    chunkSizeWarningLimit: 900,
  },
})

/** Vite watches what it has served: a game that is new has a folder that nobody has asked for yet. */
function watchGames(): Plugin {
  const folder = fileURLToPath(new URL('../../packages/games', import.meta.url))
  return { name: 'watch-games', configureServer: ({ watcher }) => void watcher.add(folder) }
}

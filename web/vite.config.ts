import { fileURLToPath } from 'node:url'
import react from '@vitejs/plugin-react'
import { defineConfig } from 'vite'

// `npx vite web` while working on screens; the API is asked of a server that runs beside it.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react()],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content policy forbids what is not a file of ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  // Pure rules of src/kernel are shared with the server, types of packages lie beside it.
  server: {
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] },
    proxy: { '/api': process.env.RESKONTRA_URL ?? 'http://127.0.0.1:3000' },
  },
})

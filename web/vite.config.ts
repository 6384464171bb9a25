import { readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, gzipSync } from 'node:zlib'
import react from '@vitejs/plugin-react'
import type { Plugin } from 'vite'
import { defineConfig } from 'vite'

/** Beside each script and sheet what the server sends of it: compressed once, as well as it goes. */
const compressed: Plugin = {
  name: 'compressed',
  apply: 'build',
  writeBundle({ dir }, bundle) {
    for (const name of Object.keys(bundle).filter((one) => /\.(js|mjs|css|svg)$/.test(one))) {
      const file = path.join(dir!, name)
      const bytes = readFileSync(file)
      writeFileSync(`${file}.br`, brotliCompressSync(bytes))
      writeFileSync(`${file}.gz`, gzipSync(bytes, { level: 9 }))
    }
  },
}

// `npx vite web` while working on screens; the API is asked of a server that runs beside it.
export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [react(), compressed],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // The content policy forbids what is not a file of ours.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // What nearly every screen needs comes in two scripts, not in one for each icon: a browser fetches six at a time.
    rolldownOptions: {
      output: {
        codeSplitting: {
          groups: [
            { name: 'react', test: /node_modules\/(react|react-dom|scheduler|@tanstack)\// },
            {
              name: 'kit',
              test: /node_modules\/lucide-react|web\/src\/(ui|api|lang|problems|shell)\//,
              minShareCount: 10,
            },
          ],
        },
      },
    },
  },
  // Pure rules of src/kernel are shared with the server, types of packages lie beside it.
  server: {
    fs: { allow: [fileURLToPath(new URL('..', import.meta.url))] },
    proxy: { '/api': process.env.RESKONTRA_URL ?? 'http://127.0.0.1:3000' },
  },
})

import '@fontsource-variable/inter/opsz.css'
import './ui/tokens.css'
import './ui/kit.css'
import './ui/table.css'
import { QueryClient, QueryClientProvider } from '@tanstack/react-query'
import { RouterProvider } from '@tanstack/react-router'
import { StrictMode } from 'react'
import { createRoot } from 'react-dom/client'
import { ApiRefused } from './api/refused.ts'
import { router } from './router.tsx'
import { goToDoor } from './shell/door.ts'
import { showLastTheme } from './shell/theme.ts'

showLastTheme()
const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      retry: (count, error) => (error as ApiRefused).unreachable && count < 5,
      retryDelay: (count) => Math.min(1000 * 2 ** count, 8_000),
    },
  },
})
// Who is signed out goes to the door, and comes back to the same address.
let wasIn = false
client.getQueryCache().subscribe((event) => {
  if (event.type !== 'updated') return
  const { error, status } = event.query.state
  if (status === 'success') wasIn = true
  if (error instanceof ApiRefused && error.status === 401) goToDoor(wasIn)
})

createRoot(document.getElementById('app')!).render(
  <StrictMode>
    <QueryClientProvider client={client}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
